"""Pictures of documents that shall prove a car: kept sealed, seen by whoever decides, gone with the decision."""

import base64
import secrets
from collections.abc import Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.accounts.vehicles.holdings import locked_one
from cocreate.journal import rules as journal
from cocreate.kernel import discarding, images, limits, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.limits import Limit
from cocreate.kernel.storage import storage
from cocreate.members.models import Member
from cocreate.vehicles.models import Holding, HoldingDocument, HoldingState

TYPE = images.TYPE
PER_MEMBER = Limit("documents_per_member", 10, timedelta(days=1))


def send(member: Member, holding: Holding, content: bytes) -> HoldingDocument:
    """Hand in the picture in `content` as the proof of `holding`, in place of one handed in before.

    Raises `Invalid` at ``document`` for what is no sound picture, `Refused` where there is nothing to prove.
    """
    if not content:
        raise Invalid("document", _("Choose a picture first."))
    limits.use(PER_MEMBER, str(member.id))
    holding = locked_one(holding)
    if holding.state is not HoldingState.OWNER or holding.is_verified:
        raise Refused("nothing-to-prove", _("Only a car that you have and that is not verified yet needs a document."))
    if holding.vehicle_id is None:
        raise Refused("vin-missing", _("Give the VIN first: the document is compared with it."))
    sealed = _sealed(images.prepare(content, "document").large)
    forget(holding)
    document = HoldingDocument(holding_id=holding.id, storage_key=f"documents/{secrets.token_hex(16)}.sealed")
    db.session.add(document)
    holding.declined = None
    db.session.flush()
    journal.note(member.id, "send_document", "holding", holding.id)
    db.session.flush()
    storage().put(document.storage_key, sealed)
    return document


def of(holding: Holding) -> HoldingDocument | None:
    """What waits to be looked at for `holding`."""
    return db.session.scalar(select(HoldingDocument).where(HoldingDocument.holding_id == holding.id))


def picture(document: HoldingDocument) -> bytes:
    """The picture, of the media type `TYPE`; raises ``NotStoredError``."""
    return base64.b64decode(sealing.unseal(storage().get(document.storage_key).decode()))


def forget(holding: Holding) -> None:
    """Delete the document of `holding`, if there is one: its row now, its file once that is certain."""
    document = of(holding)
    if document is not None:
        discarding.discard([document.storage_key])
        db.session.delete(document)
        db.session.flush()


@discarding.sweeps("documents/")
def named(keys: Collection[str]) -> set[str]:
    """Those of the storage `keys` that are documents waiting to be looked at."""
    return set(db.session.scalars(select(HoldingDocument.storage_key).where(HoldingDocument.storage_key.in_(keys))))


def _sealed(content: bytes) -> bytes:
    return sealing.seal(base64.b64encode(content).decode()).encode()
