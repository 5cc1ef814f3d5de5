"""Delivery: leaflets to a printer, into the waiting room's stock, and by e-mail to patients.

`printing` knows printers, `stock` what lies in the waiting room, `recipients` lists of patients, `leaflets` the PDFs to send,
`letters` the message around them, `outbox` what is to be sent and what became of it, `mail` the mail server, `mailing` all of
them together, and `log` who was given what, without names. Outbox, stock and log are tables of one file (`store`).
"""
