"""What each member is told: notices on the site, letters, digests, and robots in staff chats.

A notice says that an entry of the journal concerns a member, and why. Features tell it inside the transaction of the
cause; the worker sends it.
"""
