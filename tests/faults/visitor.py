"""Somebody with a browser, without the browser: cookies, the form's token, and what the server answered."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar


@dataclass(frozen=True)
class Answer:
    """What came back, after redirects."""

    status: int
    url: str
    text: str


class Visitor:
    """Opens pages and sends forms of one house."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.url, path)))

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, with the token that any page gives."""
        if not self._token():
            self.get("/")
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self._token()}).encode()
        where = urllib.parse.urljoin(self.url, path)
        return self._open(urllib.request.Request(where, data=data, headers={"Referer": where}))

    def become(self, name: str) -> None:
        """Become one of the demonstration's people."""
        found = re.search(rf'<option value="([0-9a-f-]+)"[^>]*>{name}', self.get("/").text)
        assert found, f"no {name} to become"
        assert self.post("/ver-como/", person=found[1], next="/").status == 200

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.url, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, request.full_url, refused.read().decode(errors="replace"))
