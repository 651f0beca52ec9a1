"""Pages of posts, and what is done to them. Who sees a post at all is declared first; everybody else gets 404."""

from tests.matrix.actors import named

# Who sees the post of that name: in the state "visible" by its audience, in another by that. To the author of ideas and
# comments everything is their own; announcements and releases are written by an administrator.
_AUDIENCES = {
    "everyone": "visitor member owner author scoped team silenced suspended banned reader unscoped",
    "members": "member owner author scoped team silenced reader unscoped",
    "staff": "author triage",
}
_OTHERWISE = {
    "draft": "author",
    "held": "author keepers",
    "hidden": "author triage",
    "removed": "keepers",
}
_OF_THE_BRAND = {**_AUDIENCES, "staff": "triage"}
SEEN: dict[str, dict[str, str]] = {
    **dict.fromkeys(("idea", "reply", "comment", "picture", "question", "given", "answer"), _AUDIENCES | _OTHERWISE),
    "announcement": {**_OF_THE_BRAND, "draft": "admin", "held": "keepers", "hidden": "triage", "removed": "keepers"},
    "release": {**_OF_THE_BRAND, **dict.fromkeys(("draft", "held", "hidden"), "brand"), "removed": ""},
}

READING = """
GET   /ideas/<idea>                          everybody  200
GET   /ideas/<idea>/comment                  everybody  303
GET   /ideas/<idea>/evidence                 everybody  200
GET   /ideas/<idea>/evidence.csv             everybody  200
GET   /ideas/<idea>/evidence.jsonl           everybody  200
GET   /ideas/<idea>/history                  everybody  200
GET   /ideas/<idea>/similar                  everybody  200
GET   /pictures/<picture>/small              everybody  200
GET   /comments/<reply>                      everybody  303
GET   /comments/<comment>                    everybody  303
GET   /comments/<comment>/history            everybody  200
GET   /questions/<question>                  everybody  200
GET   /questions/<question>/answer           everybody  303
GET   /questions/<question>/history          everybody  200
GET   /answers/<given>                       everybody  303
GET   /answers/<answer>                      everybody  303
GET   /answers/<answer>/history              everybody  200
GET   /announcements/<announcement>          everybody  200
GET   /releases/<release>                    everybody  200
"""

MEMBERS = """
POST  /ideas/<idea>/support                  members    303  @other=409
POST  /ideas/<idea>/support/withdraw         members    303  @other=409
POST  /ideas/<idea>/instead                  members    303  @other=409
POST  /ideas/<idea>/follow                   members    303
POST  /ideas/<idea>/follow/end               members    303
POST  /ideas/<idea>/comments                 members    422
POST  /ideas/<idea>/comment/draft            members    303  @other=403
POST  /ideas/<idea>/verdict                  members    403  author@visible=422
GET   /ideas/<idea>/edit                     members    403  author,keepers,brand=200
POST  /ideas/<idea>/edit                     members    403  author,keepers,brand=422
POST  /ideas/<idea>/edit/draft               members    403  author,keepers,brand=303
GET   /comments/<comment>/edit               members    403  author@draft=403  author=200
POST  /comments/<comment>/edit               members    403  author@draft=403  author=422
POST  /comments/<comment>/edit/draft         members    403  author@draft=403  author=303
GET   /comments/<comment>/remove             members    403  author@visible=200
POST  /comments/<comment>/remove             members    403  author@visible=303
POST  /comments/<reply>/remove               members    403  author=303
POST  /questions/<question>/answers          members    422
POST  /questions/<question>/answer/draft     members    303  @other=403
POST  /questions/<question>/follow           members    303
POST  /questions/<question>/follow/end       members    303
GET   /questions/<question>/edit             members    403  author@draft=403  author,keepers,brand=200
POST  /questions/<question>/edit             members    403  author@draft=403  author,keepers,brand=422
POST  /questions/<question>/edit/draft       members    403  author@draft=403  author,keepers,brand=303
GET   /questions/<question>/remove           members    403  author@visible=200
POST  /questions/<question>/remove           members    403  author@visible=409
POST  /questions/<question>/accepted/end     members    403  author=303
POST  /answers/<given>/accept                members    403  author@visible=303  author=409
GET   /answers/<answer>/edit                 members    403  author@draft=403  author=200
POST  /answers/<answer>/edit                 members    403  author@draft=403  author=422
POST  /answers/<answer>/edit/draft           members    403  author@draft=403  author=303
GET   /answers/<answer>/remove               members    403  author@visible=200
POST  /answers/<answer>/remove               members    403  author@visible=303
POST  /posts/<answer>/helpful                members    303  author=409  @other=409
POST  /posts/<answer>/helpful/end            members    303
GET   /posts/<idea>/report                   members    200  author=404
POST  /posts/<idea>/report                   members    422  author=404
GET   /posts/<reply>/report                  members    200  author=404
"""

TEAM = """
GET   /ideas/<idea>/triage                   moderator+product+service  200
POST  /ideas/<idea>/triage                   moderator+product+service  303
POST  /ideas/<idea>/notes                    moderator+product+service  422
GET   /ideas/<idea>/recorded                 moderator+product+service  200
POST  /ideas/<idea>/recorded                 moderator+product+service  422
POST  /ideas/<idea>/recorded/1/withdraw      moderator+product+service  404
POST  /ideas/<idea>/responses/pause          moderator+product+service  422
POST  /ideas/<idea>/responses/resume         moderator+product+service  409
POST  /ideas/<idea>/safety                   moderator+product+service  422
GET   /desk/insert/<idea>                    moderator+product+service  200
GET   /ideas/<idea>/merge                    moderator+product          200
POST  /ideas/<idea>/merge                    moderator+product          422
GET   /ideas/<idea>/unmerge                  moderator+product          409
POST  /ideas/<idea>/unmerge                  moderator+product          409
POST  /ideas/<idea>/calm                     moderator                  422
POST  /ideas/<idea>/calm/end                 moderator                  303
POST  /questions/<question>/calm             moderator                  422
POST  /questions/<question>/calm/end         moderator                  303
POST  /ideas/<idea>/voidings                 moderator                  422
POST  /ideas/<idea>/proposal/confirm         product                    409
POST  /ideas/<idea>/proposal/decline         product                    409
POST  /ideas/<idea>/scheduled                product                    422
POST  /ideas/<idea>/scheduled/cancel         product                    409
POST  /ideas/<idea>/status                   product                    422
POST  /ideas/<idea>/target                   product                    422
"""

NEWS = """
GET   /announcements/<announcement>/edit       product  200
POST  /announcements/<announcement>/edit       product  422
GET   /announcements/<announcement>/take-back  product  200
POST  /announcements/<announcement>/take-back  product  303
POST  /announcements/<announcement>/put-back   product  303
GET   /releases/<release>/announce             product  200
POST  /releases/<release>/announce             product  422
POST  /releases/<release>/drop                 product  409
GET   /releases/<release>/edit                 product  200
POST  /releases/<release>/edit                 product  422
GET   /releases/<release>/ideas                product  200
POST  /releases/<release>/ideas                product  422
POST  /releases/<release>/ideas/remove         product  422
GET   /releases/<release>/plan                 product  200
POST  /releases/<release>/plan                 product  422
GET   /releases/<release>/publish              product  200
POST  /releases/<release>/publish              product  409
POST  /releases/<release>/put-back             product  303
POST  /releases/<release>/schedule             product  422
POST  /releases/<release>/schedule/cancel      product  409
GET   /releases/<release>/take-back            product  200
POST  /releases/<release>/take-back            product  303
GET   /releases/<release>/throw-away           product  200
POST  /releases/<release>/throw-away           product  409
"""

TABLE = READING + MEMBERS + TEAM + NEWS


def seen_by(post: str, state: str, audience: str) -> frozenset[str]:
    """The actors that see the post of that name."""
    return named(SEEN[post][audience if state == "visible" else state].split())
