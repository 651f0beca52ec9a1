"""Shape of what administrators say of a robot."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from cocreate.kernel.fields import Line, Secret
from cocreate.kernel.forms import Form
from cocreate.kernel.outgoing import LONGEST_URL
from cocreate.notices.robots.models import Alert, Robot, RobotKind
from cocreate.notices.robots.rules import MAX_NAME, MAX_SECRET, Setup

KINDS = [(RobotKind.WECOM, _l("WeCom")), (RobotKind.FEISHU, _l("Feishu")), (RobotKind.DINGTALK, _l("DingTalk"))]
ALERTS = [(Alert.SAFETY, _l("Problems that may endanger people")), (Alert.OVERDUE, _l("Overdue responses"))]


class RobotForm(Form):
    """A robot; `webhook` and `secret` are never shown again, left empty they stay as they are."""

    name = Line(validators=[DataRequired(_l("This is needed.")), Length(max=MAX_NAME)])
    kind = SelectField(choices=KINDS)
    webhook = Line(validators=[Length(max=LONGEST_URL)])
    secret = Secret(validators=[Length(max=MAX_SECRET)])
    unsigned = BooleanField()
    alerts = SelectMultipleField(choices=ALERTS, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    active = BooleanField()

    @property
    def setup(self) -> Setup:
        """What was said, once it is sound."""
        return Setup(
            name=self.name.data or "",
            kind=RobotKind(self.kind.data),
            address=self.webhook.data or "",
            secret=self.secret.data or "",
            alerts=[Alert(one) for one in self.alerts.data or ()],
            active=self.active.data,
            unsigned=self.unsigned.data,
        )


def present(robot: Robot | None) -> RobotForm:
    """The form as it stands for `robot`, or for a new one."""
    if robot is None:
        return RobotForm(formdata=None, data={"alerts": [one.value for one in Alert], "active": True})
    said = {"name": robot.name, "kind": robot.kind.value, "alerts": robot.alerts, "active": robot.active}
    return RobotForm(formdata=None, data=said)
