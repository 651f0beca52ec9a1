"""When an adopted idea shall be there: a window that everybody sees, and every slip of it with its reason.

Nouns: target, window, slip. A target may stay open; once a window is public, its changes stay visible.
"""
