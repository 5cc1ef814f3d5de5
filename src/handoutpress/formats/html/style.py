"""How the HTML page looks: one style sheet in the colour roles of the brand, whose contrast is proven for any brand colour."""

from __future__ import annotations

# nothing is fetched, nothing runs: should a text ever slip through, a browser would still not obey it
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

# looks that must survive where a mail program takes the style sheet out
INLINE = {
    "flags": "border: 3px solid {alert}",
    "bar": "background-color: {alert}; color: {on_alert}; padding: 8px 12px",
    "today": "border: 2px solid {alert}; padding: 12px",
    "call": "border: 2px solid {brand}; padding: 12px",
    "draft": "border: 2px solid {alert}; padding: 8px; color: {alert}",
}

_CSS = """
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{
  margin: 0 auto; max-width: 50rem; padding: 1.25rem clamp(0.75rem, 4vw, 2rem) 2rem; background: {white}; color: {ink};
  font: 1.125rem/1.5 "Source Sans 3", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: break-word;
}}
p, ul, ol {{ margin: 0.5em 0; }}
ul, ol {{ padding-left: 1.35em; }}
li {{ margin: 0.3em 0; }}
li p {{ margin: 0; }}
li::marker {{ color: {brand}; }}
h1, h2, h3 {{ color: {deep}; line-height: 1.2; margin: 0 0 0.4em; text-wrap: balance; }}
h1 {{ font-size: clamp(2rem, 8vw, 3rem); line-height: 1.05; }}
h2 {{ font-size: 1.5rem; }}
h3 {{ font-size: 1.125rem; }}
a {{ color: {brand}; text-underline-offset: 0.15em; }}
a:focus-visible {{ outline: 3px solid {deep}; outline-offset: 2px; }}
img {{ max-width: 100%; height: auto; display: block; }}
.icon {{ width: 1.5em; height: 1.5em; flex: none; }}
.headed {{ display: flex; align-items: center; gap: 0.5em; margin: 0 0 0.4em; }}
main > * {{ margin: 1.75rem 0; }}
.masthead {{ display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-bottom: 1rem; line-height: 1.3; }}
.masthead p {{ margin: 0; }}
.logo {{ max-height: 3.5rem; width: auto; }}
.names {{ flex: 1 1 12rem; color: {soft}; }}
.clinic {{ font-size: 1.3rem; font-weight: 700; color: {deep}; }}
.reach {{ color: {soft}; }}
.phone, .phone a {{ font-size: 1.4rem; font-weight: 700; color: {brand}; white-space: nowrap; }}
.phone a {{ display: inline-block; padding: 0.1em 0; }}
.band {{ background: {fill}; padding: 0.9rem 1.1rem; border-radius: 0.7rem; }}
.band .names, .band .clinic, .band .reach, .band .phone a {{ color: {on_fill}; }}
.band .logo {{ background: {white}; padding: 0.25rem; border-radius: 0.4rem; }}
.draft {{ flex: 1 0 100%; border: 2px solid {alert}; border-radius: 0.5rem; padding: 0.5rem 0.8rem; color: {alert}; font-weight: 700; }}
.hero {{
  display: flex; flex-wrap: wrap; align-items: flex-end; gap: 1rem; background: {tint}; border-radius: 1rem;
  padding: 1.25rem clamp(1rem, 4vw, 1.75rem); margin-top: 0;
}}
.hero > div {{ flex: 1 1 15rem; align-self: center; }}
.hero .figure {{ flex: 0 1 auto; max-width: min(100%, 20rem); max-height: 13rem; width: auto; margin: 0 auto; }}
.hero .cut {{ margin-bottom: -1.25rem; max-height: 14rem; }}
.label {{ color: {brand}; font-weight: 700; margin: 0 0 0.3em; }}
.lead {{ font-size: 1.2rem; margin-bottom: 0; }}
.points {{
  list-style: none; padding: 0; display: grid; gap: 1rem 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
}}
.points li {{ display: flex; gap: 0.75rem; align-items: flex-start; margin: 0; line-height: 1.35; }}
.points .icon {{ background: {tint2}; border-radius: 50%; width: 2.75rem; height: 2.75rem; padding: 0.55rem; }}
.points strong {{ color: {deep}; }}
.flags {{ border: 3px solid {alert}; border-radius: 0.8rem; background: {alert_tint}; padding: 0 1.1rem 0.6rem; }}
.flags ul {{ list-style: square; columns: 18rem 2; column-gap: 2rem; }}
.flags li {{ break-inside: avoid; }}
.flags li::marker {{ color: {alert}; }}
.bar {{
  display: flex; gap: 0.8rem; align-items: center; background: {alert}; color: {on_alert}; margin: 0 -1.1rem 0.8rem;
  padding: 0.7rem 1.1rem; border-radius: 0.55rem 0.55rem 0 0;
}}
.bar h2 {{ color: inherit; margin: 0; font-size: 1.35rem; }}
.bar p {{ margin: 0.2em 0 0; }}
.bar .icon {{ width: 2.2rem; height: 2.2rem; }}
.bar a {{ color: inherit; }}
.steps {{ list-style: none; padding: 0; counter-reset: step; }}
.steps li {{ counter-increment: step; position: relative; padding-left: 3rem; margin: 0.9em 0; min-height: 2.1rem; }}
.steps li::before {{
  content: counter(step); position: absolute; left: 0; top: -0.15rem; width: 2.1rem; height: 2.1rem; border-radius: 50%;
  background: {fill}; color: {on_fill}; font-weight: 700; text-align: center; line-height: 2.1rem;
}}
.steps strong {{ color: {deep}; }}
.cards {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); margin: 0.9rem 0; }}
@media (min-width: 48rem) {{ .threes {{ grid-template-columns: repeat(3, 1fr); }} }}
.card {{ border: 1px solid {line}; border-radius: 0.7rem; padding: 0.9rem 1.1rem; min-width: 0; }}
.card > .figure, .pair .figure, figure .figure {{
  background: {tint}; border-radius: 0.5rem; padding: 0.6rem; width: 100%; height: 10rem; object-fit: contain;
}}
.card > .cut, .pair .cut, figure .cut {{ padding-bottom: 0; object-position: bottom; }}
.card > :last-child {{ margin-bottom: 0; }}
.card.good {{ border: 2px solid {good}; }}
.card.bad {{ border: 2px solid {bad}; }}
.good > .headed {{ color: {good}; }}
.bad > .headed {{ color: {bad}; }}
.good li::marker {{ color: {good}; }}
.bad li::marker {{ color: {bad}; }}
.dose {{ display: flex; justify-content: space-between; flex-wrap: wrap; gap: 0 1rem; border-top: 1px solid {line}; padding-top: 0.5rem; }}
.dose strong:first-child {{ color: {brand}; }}
.pair {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 7.5rem), 1fr)); }}
.pair p {{ margin: 0.4em 0; }}
.callout {{ background: {tint}; border-radius: 0.7rem; padding: 0.9rem 1.1rem; margin: 1rem 0; }}
.caution {{ border: 2px solid {accent_text}; }}
.figures {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); }}
figure {{ margin: 0; text-align: center; line-height: 1.35; }}
figure .figure {{ height: 8rem; margin-bottom: 0.4rem; }}
.alt {{ color: {soft}; font-style: italic; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid {line}; padding: 0.45rem 0.5rem; text-align: left; vertical-align: top; }}
th {{ color: {deep}; }}
.tracker th, .tracker td {{ text-align: center; vertical-align: middle; padding: 0.45rem 0.2rem; }}
.tracker tbody th {{ text-align: left; font-weight: 400; color: {ink}; }}
.box {{ display: inline-block; width: 1.15em; height: 1.15em; border: 1px solid {ink}; border-radius: 0.15em; vertical-align: middle; }}
.today {{ border: 2px solid {alert}; border-radius: 0.8rem; padding: 0.9rem 1.1rem; }}
.today h2 {{ color: {alert}; font-size: 1.25rem; }}
.visit {{ border: 1px solid {line}; border-radius: 0.8rem; padding: 0.9rem 1.1rem; }}
.visit p {{ display: flex; gap: 0.6em; }}
.line {{ flex: 1; border-bottom: 1px solid {ink}; min-height: 2em; }}
.call {{ background: {fill}; color: {on_fill}; border: 1px solid {fill}; border-radius: 0.8rem; padding: 1.1rem 1.25rem; }}
.call h2 {{ color: inherit; font-size: 1.35rem; }}
.call a, .call .phone, .call .phone a {{ color: inherit; }}
.call a:focus-visible, .band a:focus-visible {{ outline-color: {on_fill}; }}
.call .phone a {{ font-size: 1.75rem; }}
.call p {{ margin: 0.35em 0; }}
.notice {{ border-top: 1px solid {line}; padding-top: 1rem; }}
footer {{ border-top: 1px solid {line}; padding-top: 0.8rem; color: {soft}; font-size: 0.9rem; }}
@media print {{
  body {{ font-size: 12pt; max-width: none; padding: 0; }}
  main > * {{ margin: 1rem 0; }}
  .flags, .card, .today, .call, .callout, figure, .points li {{ break-inside: avoid; }}
  h2, h3 {{ break-after: avoid; }}
  .hero, .bar, .call, .steps li::before, .points .icon {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
}}
"""


def css(colours: dict[str, str]) -> str:
    """The style sheet in these colours ('#rrggbb' by the name of their role)."""
    return _CSS.format(**colours)
