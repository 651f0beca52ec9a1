"""Points given by hand: an administrator gives them to a member for a reason the member reads.

Above the limit of the terms they wait until a second administrator confirms; what was given can be taken back. Nobody
gives anything to themselves.
"""
