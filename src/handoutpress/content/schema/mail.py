"""Mail settings: which server takes the clinic's messages. No secret stands in them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from handoutpress.content.schema.base import Model

PORTS = {"starttls": 587, "tls": 465, "plain": 25}


class MailSettings(Model):
    """The file mail.yaml of a workspace."""

    printed: ClassVar[bool] = False
    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]+$", max_length=253, description="The mail server, as smtp.example.org")]
    port: Annotated[int | None, Field(ge=1, le=65535, description="Default: 587 with starttls, 465 with tls")] = None
    security: Literal["starttls", "tls", "plain"] = Field("starttls", description="plain is for a server on this computer only")
    user: Annotated[str | None, Field(max_length=200, description="Who signs in, often the clinic's own address")] = None
    auth: Literal["password", "xoauth2", "none"] | None = Field(None, description="Default: password, or none without a user")
    ca: Annotated[str | None, Field(description="File with the server's own certificate authority, beside this file")] = None
    per_minute: Annotated[int, Field(ge=0, le=100_000, description="At most so many messages a minute; 0: no limit")] = 30
    attempts: Annotated[int, Field(ge=1, le=20, description="How often a message is tried that the server puts off")] = 5
    retry_after: Annotated[float, Field(ge=0, le=86_400, description="Seconds to the second try; doubled each time")] = 30
    keep_days: Annotated[float, Field(ge=0, le=3650, description="Days after which addresses of what is done are deleted")] = 30
    timeout: Annotated[float, Field(gt=0, le=600, description="Seconds to wait for an answer of the server")] = 60

    @property
    def at(self) -> int:
        """The port in use."""
        return self.port or PORTS[self.security]

    @property
    def signs_in(self) -> Literal["password", "xoauth2", "none"]:
        """How the clinic signs in."""
        return self.auth or ("password" if self.user else "none")
