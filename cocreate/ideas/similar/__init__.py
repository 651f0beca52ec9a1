"""Ideas that say alike, shown to who is about to write one, to who reads one, and to programs.

Who finds theirs there already supports it in place of posting; what they had written waits as a comment.
"""
