"""The desk, where the team works. A role within one thing opens none of it."""

DESK = """
GET   /desk                                    moderator+product+organiser+treasurer+service  200
GET   /desk/styleguide                         moderator+product+organiser+treasurer+service  200
GET   /desk/bulk/answer                        moderator+product+service  200
POST  /desk/bulk/answer                        moderator+product+service  422
GET   /desk/bulk/drive                         moderator+product+service  200
POST  /desk/bulk/drive                         moderator+product+service  422
GET   /desk/bulk/merge                         moderator+product          200
POST  /desk/bulk/merge                         moderator+product          422
GET   /desk/bulk/status                        product                    200
POST  /desk/bulk/status                        product                    422
POST  /desk/filters                            moderator+product+service  422
POST  /desk/filters/forget                     moderator+product+service  303
GET   /desk/ideas.csv                          moderator+product+service  200
GET   /desk/ideas.jsonl                        moderator+product+service  200
GET   /desk/record                             moderator+product+service  200
POST  /desk/record                             moderator+product+service  422
POST  /desk/record/draft                       moderator+product+service  303
GET   /desk/templates                          moderator+product+service  200
POST  /desk/templates                          moderator+product+service  422
GET   /desk/templates/<template>               moderator+product+service  200
POST  /desk/templates/<template>               moderator+product+service  422
POST  /desk/templates/<template>/remove        moderator+product+service  303
GET   /desk/templates/<template>/text          moderator+product+service  200
GET   /desk/departments                        product                    200
POST  /desk/departments                        product                    422
GET   /desk/departments/<department>           product                    200
POST  /desk/departments/<department>           product                    422
POST  /desk/departments/<department>/up        product                    303
GET   /desk/thresholds                         product                    200
POST  /desk/thresholds                         product                    422
GET   /announcements/new                       product                    200
POST  /announcements                           product                    422
GET   /releases/new                            product                    200
POST  /releases                                product                    422
"""

PEOPLE = """
GET   /desk/members                            moderator                  200
POST  /desk/members/<author>/affiliation       moderator                  422
POST  /desk/members/<author>/claims            moderator                  422
POST  /desk/members/<author>/roles             admin                      422
POST  /desk/members/<author>/roles/revoke      admin                      422
GET   /desk/vehicles                           moderator+service          200
GET   /desk/vehicles/verified                  moderator+service          200
POST  /desk/vehicles/<waiting>/approve         moderator+service          422
POST  /desk/vehicles/<waiting>/decline         moderator+service          422
GET   /desk/vehicles/<waiting>/document        moderator+service          200
GET   /desk/vehicles/<owned>/void              moderator+service          200
POST  /desk/vehicles/<owned>/void              moderator+service          422
POST  /desk/vehicles/disputes/<dispute>/reject moderator+service          422
POST  /desk/vehicles/disputes/<dispute>/uphold moderator+service          422
"""

BRAND = """
GET   /desk/brand                              admin  200
POST  /desk/brand                              admin  422
GET   /desk/brand/terms                        admin  200
POST  /desk/brand/terms                        admin  422
POST  /desk/brand/mark                         admin  422
POST  /desk/brand/mark/remove                  admin  303
GET   /desk/brand/promises                     admin  200
POST  /desk/brand/promises                     admin  422
GET   /desk/retention                          admin  200
POST  /desk/retention                          admin  422
POST  /desk/brand/words                        admin  303
GET   /desk/trust                              admin  200
POST  /desk/trust                              admin  422
GET   /desk/trust/rates/post                   admin  200
POST  /desk/trust/rates/post                   admin  422
GET   /desk/robots                             admin  200
POST  /desk/robots                             admin  422
GET   /desk/robots/<robot>                     admin  200
POST  /desk/robots/<robot>                     admin  422
GET   /desk/robots/<robot>/remove              admin  200
POST  /desk/robots/<robot>/remove              admin  303
POST  /desk/robots/<robot>/try                 admin  303
"""

POINTS = """
GET   /desk/points                             admin      303
GET   /desk/points/rules                       admin      200
GET   /desk/points/rules/referral              admin      200
POST  /desk/points/rules/referral              admin      422
POST  /desk/points/terms                       admin      422
GET   /desk/points/budget                      treasurer  200
GET   /desk/points/report                      treasurer  200
GET   /desk/points/report.csv                  treasurer  200
GET   /desk/points/tiers                       admin      200
POST  /desk/points/tiers                       admin      422
GET   /desk/points/tiers/new                   admin      200
GET   /desk/points/tiers/companion             admin      200
POST  /desk/points/tiers/companion             admin      422
GET   /desk/points/tiers/companion/removal     admin      200
POST  /desk/points/tiers/companion/removal     admin      303
GET   /desk/points/referrals                   moderator  200
POST  /desk/points/referrals/terms             admin      422
GET   /desk/points/referrals/<referred>        moderator  200
POST  /desk/points/referrals/<referred>/approve  moderator  303
POST  /desk/points/referrals/<referred>/refuse  moderator  422
GET   /desk/points/grants                      admin      200
POST  /desk/points/grants                      admin      422
GET   /desk/points/grants/new                  admin      200
GET   /desk/points/grants/<grant>              admin      200
POST  /desk/points/grants/<grant>/confirm      admin      303
POST  /desk/points/grants/<grant>/refuse       admin      422
POST  /desk/points/grants/<grant>/revoke       admin      422
"""

WORDS = """
GET   /desk/words                              moderator  200
POST  /desk/words                              moderator  422
GET   /desk/words.csv                          moderator  200
GET   /desk/words/file                         moderator  200
POST  /desk/words/file                         moderator  422
GET   /desk/words/try                          moderator  200
POST  /desk/words/try                          moderator  200
GET   /desk/words/<word>                       moderator  200
POST  /desk/words/<word>                       moderator  422
GET   /desk/words/<word>/remove                moderator  200
POST  /desk/words/<word>/remove                moderator  303
"""

QUEUE = """
GET   /moderation                              moderator  200
GET   /moderation/bulk                         moderator  200
POST  /moderation/bulk                         moderator  422
POST  /moderation/cases                        moderator  303
GET   /moderation/cases/<case>                 moderator  200
GET   /moderation/cases/<case>/edit            moderator  200
POST  /moderation/cases/<case>/edit            moderator  422
POST  /moderation/cases/<case>/claim           moderator  303
POST  /moderation/cases/<case>/release         moderator  303
POST  /moderation/cases/<case>/decisions       moderator  422
GET   /moderation/appeals/<appeal>             moderator  200
POST  /moderation/appeals/<appeal>/claim       moderator  303
POST  /moderation/appeals/<appeal>/release     moderator  303
POST  /moderation/appeals/<appeal>/decisions   moderator  422
GET   /moderation/decisions                    moderator  200
POST  /moderation/decisions/<warning>/undo     moderator  303
GET   /moderation/members/<author>             moderator  200
GET   /moderation/members/<author>/protection  moderator  200
POST  /moderation/members/<author>/protection  moderator  422
POST  /moderation/members/<author>/protection/end  moderator  303
GET   /moderation/supports                     moderator  200
POST  /moderation/supports                     moderator  200
POST  /moderation/voidings/<voiding>/confirm   moderator  303
POST  /moderation/voidings/<voiding>/decline   moderator  303
POST  /moderation/members/<author>/decisions   moderator  422
"""

# Addresses are read by whoever sends what was ordered; codes are taken in by the service centres.
ORDERS = """
GET   /desk/perks/orders                             product  200
GET   /desk/perks/orders/<order>                     product  200
POST  /desk/perks/orders/<order>/fulfil              product  303
POST  /desk/perks/orders/<order>/cancel              product  422
GET   /desk/perks/orders/bulk/fulfil                 product  422
POST  /desk/perks/orders/bulk/fulfil                 product  422
GET   /desk/perks/orders/bulk/cancel                 product  422
POST  /desk/perks/orders/bulk/cancel                 product  422
POST  /desk/perks/orders/file                        product  200
GET   /desk/perks/orders/terms                       admin    200
POST  /desk/perks/orders/terms                       admin    422
GET   /desk/perks/<coupon>/codes                     admin    200
POST  /desk/perks/<coupon>/codes/generate            admin    422
POST  /desk/perks/<coupon>/codes/import              admin    422
GET   /desk/perks/<coupon>/codes/discard             admin    200
POST  /desk/perks/<coupon>/codes/discard             admin    422
GET   /desk/codes                                    service  200
GET   /desk/codes/<code>                             service  200
POST  /desk/codes/<code>/use                         service  422
POST  /desk/codes/<code>/take-back                   admin    422
"""

PERKS = """
GET   /desk/perks                              product+service  200
GET   /desk/perks/<mug>                        product+service  200
GET   /desk/perks/new                          admin  200
POST  /desk/perks                              admin  422
GET   /desk/perks/<mug>/edit                   admin  200
POST  /desk/perks/<mug>/edit                   admin  422
GET   /desk/perks/<mug>/variants               admin  200
POST  /desk/perks/<mug>/variants               admin  422
POST  /desk/perks/<mug>/sale                   admin  409
GET   /desk/perks/<mug>/withdraw               admin  200
POST  /desk/perks/<mug>/withdraw               admin  303
GET   /desk/perks/categories                   admin  200
POST  /desk/perks/categories                   admin  422
GET   /desk/perks/categories/<shelf>           admin  200
POST  /desk/perks/categories/<shelf>           admin  422
POST  /desk/perks/categories/<shelf>/up        admin  303
POST  /desk/perks/categories/<shelf>/remove    admin  303
"""

CATALOGUE = """
GET   /desk/catalogue                                product  200
GET   /desk/catalogue/matrix                         product  200
POST  /desk/catalogue/series                         product  422
POST  /desk/catalogue/series/<series>/place          product  422
POST  /desk/catalogue/series/<series>/names          product  422
POST  /desk/catalogue/series/<series>/removal        product  409
POST  /desk/catalogue/series/<series>/software       product  422
POST  /desk/catalogue/series/<series>/years          product  422
POST  /desk/catalogue/software/<software>/release    product  303
POST  /desk/catalogue/platforms                      product  422
POST  /desk/catalogue/years/<year>/platform          product  303
POST  /desk/catalogue/years/<year>/trims             product  422
"""

TABLE = DESK + PEOPLE + BRAND + POINTS + WORDS + QUEUE + PERKS + CATALOGUE + ORDERS
