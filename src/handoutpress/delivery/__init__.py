"""Delivery: leaflets to a printer, by e-mail to patients, into a folder for another system; and the waiting room's piles.

`order` says who gets what, `channel` what a way of delivery is; `print_channel`, `email_channel` and `folder_channel` are those there
are. `outbox` holds what is to go out and what became of it, `dispatch` sends it, `handout_record` is who was given what, without
names, `waiting_room` what lies there; the three are tables of one file (`database`). `approved_leaflets` are the PDFs to give out,
`recipients` reads lists of patients, `mailing` makes orders of them. `cups` and `ipp` know printers; `letters`, `smtp` and
`password_store` mail.
"""
