"""What staff record on behalf of owners met elsewhere: an idea, or a support for one.

The owner has no account here; a placeholder stands for them, one for each source and reference, until they claim it.
Recorded supports are counted apart, never among supports nor in the owners' share. Nouns: meeting, recorded idea,
recorded support.
"""
