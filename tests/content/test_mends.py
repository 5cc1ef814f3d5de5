"""Advice that is followed to the letter cures: each slip is told at its place, and what the message says to write is then accepted."""

from __future__ import annotations

import re

import pytest

from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.yaml_reader import parse, validate
from handoutpress.errors import InvalidSource, Problem

NAME, CITY, PHONE = "name: Ridge Back Care\n", "city: Fairview, CA\n", "phone: (707) 555-0142\n"
PLAIN = NAME + CITY + PHONE
# a slip, and the line it is told at
SLIPS = {
    "a colon in the text": ("name: Ridge: Back Care\n" + CITY + PHONE, 1),
    "a colon at the text's end": ("name: Ridge Back Care:\n" + CITY + PHONE, 1),
    "no blank after the first colon": ("name:Ridge Back Care\n" + CITY + PHONE, 1),
    "no blank after another colon": (NAME + "city:Fairview, CA\n" + PHONE, 2),
    "a no-break space after the colon": ("name:\u00a0Ridge Back Care\n" + CITY + PHONE, 1),
    "a full-width colon": ("name：Ridge Back Care\n" + CITY + PHONE, 1),
    "a line too far in": (NAME + "  " + CITY + PHONE, 2),
    "a comma in braces": (PLAIN + "hours:\n  - {days: Tues, Thurs, open: 8 am to 6 pm}\n", 5),
    "a comma in the last of braces": (PLAIN + "practitioners:\n  - {name: Sam Rivera, title: DC, CCSP}\n", 5),
    "a text that begins with a mark": ("name: @home Physio\n" + CITY + PHONE, 1),
    "a text that begins with a dash": ("name: - Align\n" + CITY + PHONE, 1),
    "a text that begins with a question": ("name: ? Why Weight\n" + CITY + PHONE, 1),
    "a text that begins with a star": ("name: *Star* Care\n" + CITY + PHONE, 1),
    "a text that begins with an ampersand": ("name: &Co Care\n" + CITY + PHONE, 1),
    "a text after braces": ("name: {Ridge} Back Care\n" + CITY + PHONE, 1),
    "a cut name": ("name: Back #1 Chiropractic\n" + CITY + PHONE, 1),
    "a cut address": (PLAIN + "address: 210 Harbor St # 4\n", 4),
    "curly quotes": ("name: “Ridge Back Care”\n" + CITY + PHONE, 1),
    "a colour by its name": (PLAIN + "brand: teal\n", 4),
    "a colour without its sign": (PLAIN + "brand: 0f6e73\n", 4),
    "a colour of numbers": (PLAIN + "brand: rgb(15, 110, 115)\n", 4),
    "a colour in curly quotes": (PLAIN + "brand: “#0f6e73”\n", 4),
    "a name with capitals": ("NAME: Ridge Back Care\n" + CITY + PHONE, 1),
    "another word for a field": (NAME + "town: Fairview, CA\n" + PHONE, 2),
    "a slip in a field's name": (NAME + CITY + "phnoe: (707) 555-0142\n", 3),
    "a field there is no place for": (PLAIN + "fax: (707) 555-0143\n", 4),
    "a field twice": (PLAIN + "phone: (707) 555-0142\n", 4),
    "two documents": (PLAIN + "---\n" + NAME, 4),
    "a field without its value": (PLAIN + "logo:\n", 4),
    "an unseen character": (NAME + CITY + "phone: (707) 555-0142\u200b\n", 3),
    "a mark that is not closed": ('name: "Ridge Back Care\n' + CITY + PHONE, 1),
    "two phones": (NAME + CITY + "phone: (707) 555-0142, (707) 555-0143\n", 3),
    "a phone and a word": (NAME + CITY + "phone: +1 707 555 0142 (WhatsApp)\n", 3),
    "mailto": (PLAIN + "email: mailto:desk@example.org\n", 4),
    "a name before the address": (PLAIN + "email: Front Desk <desk@example.org>\n", 4),
    "half a day": (PLAIN + "hours:\n  - {days: mon, open: 8-6}\n", 5),
    "hours as a text": (PLAIN + "hours: Mon-Fri 8am-6pm\n", 4),
    "hours without their days": (PLAIN + "hours: 24/7\n", 4),
    "hours that are no times": (PLAIN + "hours: by appointment\n", 4),
    "days as a list": (PLAIN + "hours:\n  - {days: [mon, wed], open: 8 am to 6 pm}\n", 5),
    "no blank in braces": (PLAIN + "hours:\n  - {days:mon-fri, open: 8 am to 6 pm}\n", 5),
    "no blank in the last of braces": (PLAIN + "hours:\n  - {days: mon-fri, open:8 am to 6 pm}\n", 5),
    "a semicolon in braces": (PLAIN + "hours:\n  - {days: mon-fri; open: 8 am to 6 pm}\n", 5),
    "a country's other name": (PLAIN.replace("(707) 555-0142", "020 7946 0018") + "country: UK\n", 4),
    "a line that says yes": (PLAIN + "interpreter: yes\n", 4),
    "a country's whole name": (PLAIN.replace("(707) 555-0142", "030 123456") + "country: Germany\n", 4),
    "a country in small letters": (PLAIN + "country: us\n", 4),
    "a country with points": (PLAIN + "country: U.S.A.\n", 4),
}


def check(text: str) -> list[Problem]:
    try:
        validate(*parse(text, "x.yaml"), Clinic)
    except InvalidSource as error:
        return list(error.problems)
    return []


def followed(problem: Problem, text: str) -> str:
    """The file after somebody did what the message says, and nothing else."""
    assert problem.place is not None
    lines, at, mend = text.split("\n"), problem.place.line - 1, problem.mend
    line, column = lines[at], problem.place.column - 1
    key, _, value = line.partition(": ")
    if found := re.match(r'Put the text in quotes: (.*?): "(.*)"$', mend):
        plain = f"{found[1]}: {found[2]}"
        assert plain in line, (plain, line)
        lines[at] = line.replace(plain, f'{found[1]}: "{found[2]}"')
    elif re.match(r'Put the (whole )?text in ("quotes"|quotes of the other kind)', mend):
        lines[at] = f'{key}: "{value}"'
    elif found := re.match(r"Did you mean (.*)\?$", mend):
        lines[at] = line.replace(problem.field, found[1])
    elif mend.endswith("delete the line") or mend == "Keep one of them" or mend.startswith("Fill it in, or delete the line"):
        del lines[at]
    elif mend == "Write a comma in its place":
        lines[at] = line[:column] + "," + line[column + 1 :]
    elif mend == "Keep one, and delete the line ---":
        del lines[at:]
    elif mend == "Delete it and type the text again":
        lines[at] = line[:column] + line[column + 1 :]
    elif mend.startswith("Write a space after the colon"):
        lines[at] = line[:column] + " " + line[column:]
    elif mend == "Write a plain colon and a space after it":
        lines[at] = line[:column] + ": " + line[column + 1 :]
    elif mend == "Delete it and type the space again":
        lines[at] = line[:column] + " " + line[column + 1 :].lstrip()
    elif mend.startswith("Delete the spaces before it"):
        lines[at] = line.lstrip()
    elif mend == "Close it with the same mark":
        lines[at] = line + line[column]
    elif found := re.match(r"Write (- \{.*\})$", mend):
        lines[at : at + 1] = ["hours:", f"  {found[1]}"]
    elif found := re.match(r"Write (?:the one patients should call, as )?(.*?)(?: alone| \(with the quotes\))?$", mend):
        end = line.index("]", column) + 1 if line[column] == "[" else line.index("}", column) if "{" in line else len(line)
        lines[at] = line[:column] + found[1] + line[end:]
    else:
        raise AssertionError(f"nobody can follow this: {mend}")
    return "\n".join(lines)


@pytest.mark.parametrize("slip", SLIPS)
def test_following_the_advice_cures(slip: str) -> None:
    text, line = SLIPS[slip]
    problems = check(text)
    assert problems and problems[0].place is not None and problems[0].place.line == line, [str(problem) for problem in problems]
    for _ in range(3):  # what hides behind a slip is told once it is mended
        text = followed(problems[0], text)
        if not (problems := check(text)):
            break
    assert check(text) == [], text


def test_a_slip_that_is_not_mended_stays_one() -> None:
    """The twin: following the advice of another slip cures nothing."""
    other = check(SLIPS["a field there is no place for"][0])[0]
    assert check(followed(other, SLIPS["a cut name"][0] + "fax: 1\n"))
