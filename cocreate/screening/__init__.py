"""What may be published as it is: watched words, trust, rates.

A text and its writer come in, a verdict comes out; a post that somebody should look at opens a case.
Nouns: verdict, case, watched word, trust level, rate.
"""
