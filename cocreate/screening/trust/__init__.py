"""What a member has to have done to be trusted further, and what each level of trust may put into a post.

Both are rows. Who stands where is reckoned in ``moderation.trust``, which knows the posts that stood and the reports
that were upheld. Nouns: level, threshold, allowance.
"""
