"""The API, put together: the operations of every feature, the document that describes them, and its page.

The operations themselves are in each feature's ``api.py``; how they speak is in ``kernel.api``.
"""
