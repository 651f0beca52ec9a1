"""A test client whose requests each have an application context of their own, as behind a server."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cocreate.accounts import sessions
from cocreate.kernel.database import db
from cocreate.members.models import Member


class Client(FlaskClient):
    """Somebody's browser, or with ``bearer`` somebody's program."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request; what the test has written is seen by it, and the other way round."""
        db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.expire_all()
        return response

    def sign_in(self, member: Member) -> "Client":
        """Be `member` from now on."""
        token = sessions.begin(member, device="test")
        with self.session_transaction() as cookie:
            cookie["session"] = token
        return self
