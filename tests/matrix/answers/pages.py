"""Pages that address no post: for everybody, for members, of what is somebody's own."""

EVERYBODY = """
GET   /                              everybody  200
GET   /announcements                 everybody  200
GET   /answers                       everybody  200
GET   /api/docs                      everybody  200
GET   /api/openapi.json              everybody  200
GET   /healthz                       everybody  200
GET   /ideas                         everybody  200
GET   /ideas.atom                    everybody  200
GET   /mail-sent                     everybody  200
GET   /manifest.webmanifest          everybody  200
GET   /members/<author>              everybody  200
GET   /members/<nothing>             everybody  404
GET   /notices/unsubscribe/<left>    everybody  200
POST  /notices/unsubscribe/<left>    everybody  200
GET   /privacy                       everybody  200
GET   /questions                     everybody  200
GET   /questions.atom                everybody  200
GET   /readyz                        everybody  200
GET   /releases                      everybody  200
GET   /releases.atom                 everybody  200
GET   /releases/promises             everybody  200
GET   /roadmap                       everybody  200
GET   /roadmap.atom                  everybody  200
GET   /robots.txt                    everybody  200
GET   /search                        everybody  200
GET   /site.css                      everybody  200
GET   /site/favicon.svg              everybody  200
GET   /site/mark.png                 everybody  404
GET   /sitemap.xml                   everybody  200
GET   /terms                         everybody  200
GET   /transparency                  everybody  200
GET   /transparency/ledger           everybody  200
"""

COMING_AND_GOING = """
GET   /sign-in                       everybody  303        visitor=200  suspended,banned=record
POST  /sign-in                       everybody  422
GET   /sign-in/code                  everybody  sign-in
POST  /sign-in/code                  everybody  422
POST  /sign-in/phone                 everybody  422
GET   /sign-out                      everybody  200        visitor=303
POST  /sign-out                      everybody  303
GET   /sign-up                       everybody  303        strangers=200
POST  /sign-up                       everybody  422
GET   /sign-up/complete              everybody  sign-in
POST  /sign-up/complete              everybody  422
GET   /sign-up/confirm/<nothing>     everybody  409
GET   /join/<invitation>             everybody  200
POST  /sign-up/confirm/<nothing>     everybody  409
GET   /reset                         everybody  200
POST  /reset                         everybody  422
GET   /reset/<nothing>               everybody  409
POST  /reset/<nothing>               everybody  422
"""

MEMBERS = """
GET   /me                            members    200
GET   /ideas/new                     members    200
POST  /ideas                         members    422
POST  /ideas/new/draft               members    303
POST  /ideas/preview                 members    200
POST  /ideas/similar                 members    200
GET   /questions/new                 members    200
POST  /questions                     members    422
POST  /questions/new/draft           members    303
POST  /questions/preview             members    200
POST  /questions/similar             members    200
POST  /drafts/discard                members    303
POST  /pictures                      members    422  silenced=409
GET   /me/notices                    members    200
POST  /me/notices/mutes              members    303
POST  /me/notices/mutes/end          members    303
POST  /me/notices/read               members    422
GET   /me/notices/settings           members    200
POST  /me/notices/settings           members    422
GET   /me/settings                   members    200
POST  /me/settings/profile           members    422
POST  /me/settings/password          members    422
POST  /me/settings/email             members    422
GET   /me/settings/email/<nothing>   members    409
POST  /me/settings/email/<nothing>   members    409
POST  /me/settings/phone             members    422
GET   /me/settings/phone/code        members    303
POST  /me/settings/phone/code        members    422
POST  /me/settings/sessions/end      members    303
GET   /points                        members    200
POST  /points/check-in               members    303
GET   /points/leaderboard            members    200
POST  /points/leaderboard/leave      members    303
POST  /points/leaderboard/return     members    303
GET   /points/referrals              members    200
POST  /points/referrals              members    409
GET   /points/statement              members    200
GET   /points/statement.csv          members    200
GET   /me/vehicles                   members    200
POST  /me/vehicles                   members    422
GET   /me/vehicles/new               members    200
GET   /me/record                     record     200
POST  /me/record/<warning>/appeal    record     404        author=422
GET   /members/<author>/report       members    200        author=404
POST  /members/<author>/report       members    422        author=404
GET   /me/data                       record     200
GET   /me/data/file                  record     404
POST  /me/data/file                  record     303
GET   /me/data/erasure               record     200
POST  /me/data/erasure               record     422
POST  /me/data/stay                  record     303
GET   /me/prove                      record     200
POST  /me/prove                      record     422
POST  /me/prove/phone                record     422
GET   /me/prove/code                 record     303
POST  /me/prove/code                 record     422
"""

# What is somebody's own is nothing to everybody else, administrators among them.
OWN = """
POST  /me/settings/identities/<identity>/remove   members  404  author=303
POST  /me/settings/sessions/<session>/end         members  404  author=303
GET   /me/vehicles/<waiting>                      members  404  author=200
POST  /me/vehicles/<waiting>/delivery             members  404  author=409
POST  /me/vehicles/<waiting>/document             members  404  author=422
POST  /me/vehicles/<waiting>/order                members  404  author=409
POST  /me/vehicles/<waiting>/remove               members  404  author=303
GET   /me/vehicles/<waiting>/sale                 members  404  author=200
POST  /me/vehicles/<waiting>/sale                 members  404  author=409
POST  /me/vehicles/<waiting>/vin                  members  404  author=422
GET   /pictures/<upload>/small                    everybody  404  author=200
"""

REDEMPTIONS = """
GET   /perks                                      everybody  200
GET   /perks/<mug>                                everybody  200
GET   /perks/<mug>/redeem                         members  200
POST  /perks/<mug>/redemptions                    members  422
GET   /perks/redemptions                          members  200
GET   /perks/redemptions/<order>                  members  404  author=200
GET   /perks/redemptions/<order>/cancel           members  404  author=200
POST  /perks/redemptions/<order>/cancel           members  404  author=303
"""

TABLE = EVERYBODY + COMING_AND_GOING + MEMBERS + OWN + REDEMPTIONS
