"""What every feature stands on: database, requests, text, time, jobs.

The kernel knows Flask and SQLAlchemy and knows no car owner. Nothing here imports a feature.
"""
