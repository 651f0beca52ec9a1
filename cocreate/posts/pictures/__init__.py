"""Pictures of posts: uploaded first, then named by the post that shows them; whoever sees the post sees them.

A picture is two files made anew (``kernel.images``) and one row. Until a post takes it, only its uploader sees it,
and after two days it is gone. What higher floors show beside no post stands on a shelf. Nouns: picture, position, alt
(the words for whoever cannot see it), shelf.
"""
