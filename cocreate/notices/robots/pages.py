"""Robots at the desk, for administrators alone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.notices.robots import queries, rules
from cocreate.notices.robots.forms import RobotForm, present
from cocreate.notices.robots.models import Robot

blueprint = Blueprint("robots", __name__)


@blueprint.get("/desk/robots")
@staff("admin")
def index() -> str:
    return _page(present(None))


@blueprint.post("/desk/robots")
@staff("admin")
def add() -> Response | Refusal:
    form = RobotForm()
    robot = form.carry_out(lambda: rules.add(writer(), form.setup))
    if robot is not None:
        flash(_("Saved. Send a try to see whether it arrives."))
        return _to(robot)
    return _page(form), *form.refusal


@blueprint.get("/desk/robots/<id:public_id>")
@staff("admin")
def show(public_id: str) -> str:
    robot = _robot(public_id)
    return _page(present(robot), robot)


@blueprint.post("/desk/robots/<id:public_id>")
@staff("admin")
def change(public_id: str) -> Response | Refusal:
    robot, form = _robot(public_id), RobotForm()
    if form.does(lambda: rules.change(writer(), robot, form.setup)):
        flash(_("Saved. Send a try to see whether it arrives."))
        return _to(robot)
    return _page(form, robot), *form.refusal


@blueprint.post("/desk/robots/<id:public_id>/try")
@staff("admin")
def try_out(public_id: str) -> Response:
    robot = _robot(public_id)
    if rules.try_out(writer(), robot):
        flash(_("The try was taken. Look whether it stands in the chat."))
    else:
        flash(_("The try was not taken; the reason stands beneath."), "error")
    return _to(robot)


@blueprint.get("/desk/robots/<id:public_id>/remove")
@staff("admin")
def confirm_removal(public_id: str) -> str:
    return render_template("notices/robots/remove.html", robot=_robot(public_id))


@blueprint.post("/desk/robots/<id:public_id>/remove")
@staff("admin")
def remove(public_id: str) -> Response:
    rules.remove(writer(), _robot(public_id))
    flash(_("The robot is removed."))
    return redirect(url_for("robots.index"), 303)


def _robot(public_id: str) -> Robot:
    found = queries.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _to(robot: Robot) -> Response:
    return redirect(url_for("robots.show", public_id=robot.public_id), 303)


def _page(form: RobotForm, changed: Robot | None = None) -> str:
    in_doubt = queries.in_doubt(changed) if changed else 0
    robots = queries.every()
    return render_template("notices/robots/index.html", form=form, changed=changed, robots=robots, in_doubt=in_doubt)
