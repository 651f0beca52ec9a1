"""The operations of the API. A body stands here where without one its shape would be refused before access is asked."""

from typing import Any

READING = """
GET     /api/v1/answers                       anyone  200
GET     /api/v1/ideas                         anyone  200
GET     /api/v1/ideas/similar                 anyone  200
GET     /api/v1/questions                     anyone  200
GET     /api/v1/questions/similar             anyone  200
GET     /api/v1/questions/<question>          anyone  200
GET     /api/v1/questions/<question>/answers  anyone  200
GET     /api/v1/releases                      anyone  200
GET     /api/v1/roadmap                       anyone  200
GET     /api/v1/search                        anyone  200
GET     /api/v1/models                        open    200
GET     /api/v1/perks                         anyone  200
GET     /api/v1/perks/<mug>                   anyone  200
GET     /api/v1/ideas/<idea>                  anyone  200
GET     /api/v1/ideas/<idea>/comments         anyone  200
GET     /api/v1/ideas/<idea>/evidence         anyone  200
GET     /api/v1/ideas/<idea>/history          anyone  200
GET     /api/v1/ideas/<idea>/responses        anyone  200
GET     /api/v1/ideas/<idea>/revisions        anyone  200
GET     /api/v1/ideas/<idea>/targets          anyone  200
GET     /api/v1/releases/<release>            anyone  200
GET     /api/v1/releases/promises             anyone  200
"""

OWN = """
POST    /api/v1/codes                         open    422
POST    /api/v1/tokens                        open    422
DELETE  /api/v1/tokens/current                read    204
GET     /api/v1/me                            read    200
GET     /api/v1/me/vehicles                   read    200
POST    /api/v1/me/vehicles                   write   422
GET     /api/v1/points                        read    200
GET     /api/v1/points/transfers              read    200
POST    /api/v1/points/check-in               write   201
GET     /api/v1/points/invitation             read    200
PUT     /api/v1/points/invitation             write   409
GET     /api/v1/points/referrals              read    200
GET     /api/v1/notices                       read    200
GET     /api/v1/perks/redemptions             read    200
POST    /api/v1/perks/<mug>/redemptions       write   409  author=422
POST    /api/v1/notices/read                  write   200
POST    /api/v1/pictures                      write   422
PATCH   /api/v1/pictures/<upload>             write   404  author=200
DELETE  /api/v1/pictures/<upload>             write   404  author=204
"""

WRITING = """
POST    /api/v1/ideas                         write   422
PATCH   /api/v1/ideas/<idea>                  write   403  unscoped=403  author,keepers,brand=200
PUT     /api/v1/ideas/<idea>/support          write   200  @other=409
DELETE  /api/v1/ideas/<idea>/support          write   200  @other=409
PUT     /api/v1/ideas/<idea>/verdict          write   403  author@visible=200
POST    /api/v1/ideas/<idea>/comments         write   201  silenced=409  @other=409
PUT     /api/v1/posts/<idea>/follow           write   200
DELETE  /api/v1/posts/<idea>/follow           write   200
PATCH   /api/v1/comments/<comment>            write   403  @removed=404  author@draft=403  author=200
DELETE  /api/v1/comments/<comment>            write   403  @removed=404  author@visible=204
POST    /api/v1/questions                     write   422
PATCH   /api/v1/questions/<question>          write   403  unscoped=403  author@draft=403  author,keepers,brand=200
DELETE  /api/v1/questions/<question>          write   403  author@visible=409
POST    /api/v1/questions/<question>/answers  write   201  silenced=409  @other=409
PUT     /api/v1/questions/<question>/accepted  write  403  author=422
DELETE  /api/v1/questions/<question>/accepted  write  403  author=200
PATCH   /api/v1/answers/<answer>              write   403  @removed=404  author@draft=403  author=200
DELETE  /api/v1/answers/<answer>              write   403  @removed=404  author@visible=204
PUT     /api/v1/posts/<answer>/helpful        write   200  author=409  @other=409
DELETE  /api/v1/posts/<answer>/helpful        write   200
POST    /api/v1/reports                       write   422
POST    /api/v1/appeals                       write   422
"""

TEAM = """
POST    /api/v1/perks                         staff   403  admin=201
PATCH   /api/v1/perks/<mug>                   staff   403  admin=200
POST    /api/v1/releases                      staff   403  brand=422
POST    /api/v1/releases/<release>/announcement  staff  403  brand=409
POST    /api/v1/releases/<release>/plans      staff   403  brand=409
PUT     /api/v1/releases/<release>/publication  staff  403  brand=409
DELETE  /api/v1/releases/<release>/publication  staff  403  brand=409
PUT     /api/v1/ideas/<idea>/status           staff   403  brand=200
PUT     /api/v1/ideas/<idea>/target           staff   403  brand=200
PUT     /api/v1/ideas/<idea>/safety           staff   403  triage=200
DELETE  /api/v1/ideas/<idea>/proposal         staff   403  brand=204
POST    /api/v1/ideas/<idea>/merge            staff   403  keepers,brand=422
POST    /api/v1/ideas/<idea>/unmerge          staff   403  keepers,brand=409
GET     /api/v1/moderation/queue              staff   403  keepers=200
POST    /api/v1/moderation/decisions          staff   403  keepers=422
GET     /api/v1/points/grants                 staff   403  admin=200
POST    /api/v1/points/grants                 staff   403  admin=422
PUT     /api/v1/points/grants/<grant>/decision  staff  403  admin=200
"""

TABLE = READING + OWN + WRITING + TEAM

BODIES: dict[str, Any] = {
    "POST /api/v1/perks": {"title": "A mug", "body": "", "kind": "goods", "price": 100},
    "PATCH /api/v1/pictures/<upload>": {"alt": "A seat"},
    "POST /api/v1/releases/<release>/plans": {"planned_on": None},
    "PUT /api/v1/ideas/<idea>/verdict": {"solved": True},
    "POST /api/v1/ideas/<idea>/comments": {"body": "Yes."},
    "PATCH /api/v1/comments/<comment>": {"body": "Changed."},
    "PATCH /api/v1/ideas/<idea>": {"body": "Changed."},
    "PATCH /api/v1/questions/<question>": {"body": "Changed."},
    "POST /api/v1/questions/<question>/answers": {"body": "Yes."},
    "PUT /api/v1/questions/<question>/accepted": {"answer": "2222222222"},
    "PATCH /api/v1/answers/<answer>": {"body": "Changed."},
    "PUT /api/v1/ideas/<idea>/status": {"status": "in_progress", "reason": "It is being built."},
    "PUT /api/v1/ideas/<idea>/target": {"target": None, "reason": "We do not know yet."},
    "PUT /api/v1/ideas/<idea>/safety": {"safety": True, "reason": "It may open by itself."},
    "POST /api/v1/points/grants": {"member": "2222222222", "amount": 5, "reason": "Why."},
    "PUT /api/v1/points/grants/<grant>/decision": {"state": "given"},
    "POST /api/v1/moderation/decisions": {"posts": ["2222222222"], "action": "approve"},
    "POST /api/v1/ideas/<idea>/merge": {"into": "2222222222"},
}
