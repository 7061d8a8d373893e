"""An archive as LinkedIn sends it, small, of any era: files of text, zipped or in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ME: Final = "https://www.linkedin.com/in/me-myself"
_DANA: Final = "https://www.linkedin.com/in/dana-wu"
_LEE: Final = "https://www.linkedin.com/in/lee-park"
_ANA: Final = "https://www.linkedin.com/in/ana"
_NOBODY: Final = "https://www.linkedin.com/in/nobody-known"

CONNECTIONS: Final = f"""Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Dana,"Wu, PhD",{_DANA},,Contoso,Analyst,08 Feb 2026
Lee,Park,{_LEE},lee@example.org,"Fabrikam, Inc.",Engineer,07 Jan 2026
,,,,,,07 Jan 2026
"""
_MESSAGE_HEADINGS: Final = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
)
MESSAGES: Final = (
    _MESSAGE_HEADINGS
    + f"""CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT
c1,,Dana Wu,{_DANA},Me Myself,{_ME},2026-02-09 14:03:22 UTC,,"a secret, with
a second line",INBOX,,No
c1,,Me Myself,{_ME},"Dana Wu, PhD",{_DANA},2026-02-09 15:00:00 UTC,,the answer,INBOX,,No
c1,,Me Myself,{_ME},"Dana Wu, PhD",{_DANA},2026-02-10 15:00:00 UTC,,later,INBOX,,No
c1,,Me Myself,{_ME},"Dana Wu, PhD",{_DANA},2026-02-11 15:00:00 UTC,,never sent,INBOX,,Yes
c2,,Me Myself,{_ME},"Dana Wu, PhD, Lee Park","{_DANA},{_LEE}",2026-02-12 15:00:00 UTC,,both,ARCHIVE,,No
c3,,Some Recruiter,{_NOBODY},Me Myself,{_ME},2026-02-13 15:00:00 UTC,,an offer,INBOX,,No
c4,,Shop,,Me Myself,{_ME},2026-02-14 15:00:00 UTC,,"<p class=""spinmail-quill-editor__spin-break"">",INBOX,,No
c5,,Bot,{_NOBODY},Me Myself,{_ME},2026-02-14 15:00:00 UTC,,win,SPAM,,No
c6,,Dana Wu,{_DANA},Me Myself,{_ME},some day,,x,INBOX,,No
"""
)
OLD_MESSAGES: Final = (
    _MESSAGE_HEADINGS
    + f"""CONTENT
c1,,Dana Wu,{_DANA},Me Myself,{_ME},2021-02-09 14:03:22 UTC,,hello,
c2,,Me Myself,{_ME},Lee Park,{_LEE},2021-02-10 14:03:22 UTC,,hello,
""".replace(",\n", "\n")
)
INVITATIONS: Final = f"""From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl
Me Myself,Dana Wu,"2/1/26, 2:37 PM",hello,OUTGOING,{_ME},{_DANA}
Lee Park,Me Myself,"1/5/26, 9:00 AM",psst,INCOMING,{_LEE},{_ME}
Me Myself,Ana Bell,"1/29/26, 2:37 PM",,OUTGOING,{_ME},{_ANA}
Some Recruiter,Me Myself,"1/30/26, 2:37 PM",,INCOMING,{_NOBODY},{_ME}
"""
OLD_INVITATIONS: Final = """From,To,Sent At,Message,Direction
Me Myself,Dana Wu,"2/1/21, 2:37 PM",,OUTGOING
"""
FOLLOWS: Final = """Organization,Followed On
Contoso,Tue Mar 05 14:22:11 UTC 2024
Wide World Importers,Wed Mar 06 14:22:11 UTC 2024
"""
NOTES: Final = f"""Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On
Dana,Wu,{_DANA},"met at the fair
likes grids",2026-02-10 10:00:00 UTC,
Some,Recruiter,{_NOBODY},pushy,2026-02-10 10:00:00 UTC,
"""
RECEIVED: Final = """First Name,Last Name,Company,Job Title,Text,Creation Date,Status
Lee,Park,Northwind,Intern,a pleasure to work with,"11/03/25, 09:15 AM",VISIBLE
Zoe,Unknown,Northwind,Boss,great,"11/04/25, 09:15 AM",VISIBLE
"""
GIVEN: Final = """First Name,Last Name,Company,Job Title,Text,Creation Date,Status
Dana,"Wu, PhD",Contoso,Analyst,sees what others miss,"11/05/25, 09:15 AM",VISIBLE
Dana,"Wu, PhD",Contoso,Analyst,an older one,"11/05/24, 09:15 AM",DELETED
"""
PROFILE: Final = """First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary
Me,Myself,,,,Looking around,
"""
TODAY: Final = {
    "Connections.csv": CONNECTIONS,
    "messages.csv": MESSAGES,
    "Invitations.csv": INVITATIONS,
    "Company Follows.csv": FOLLOWS,
    "Notes.csv": NOTES,
    "Recommendations_Received.csv": RECEIVED,
    "Recommendations_Given.csv": GIVEN,
    "Profile.csv": PROFILE,
    "Positions.csv": "Company Name,Title\n",
}


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(path: Path, files: Mapping[str, str]) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name).write_text(content, encoding="utf-8")
    return path
