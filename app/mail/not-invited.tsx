import { mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type NotInvitedMail = { school: MailSchool; address: string };

/** Answers an address nobody invited by mail, because the screen must not tell who is a student. No code, no link. */
export function renderNotInvited({ school, address }: NotInvitedMail): RenderedMail {
  const subject = `About signing in at ${school.name}`;
  const what = `Somebody, probably you, asked for a sign-in code with ${address}. ${school.name} does not know this address, so there is no code.`;
  const other =
    "If you gave the school another address, sign in with that one. It is the one your class mails come to.";
  const { email, phone } = school.support;
  const ways = [phone ? `call ${phone}` : null, email ? `write to ${email}` : null].filter((way) => way !== null);
  const ask =
    ways.length > 0
      ? `If this is your only address, ${ways.join(" or ")} and ask to have it added. Have your student code or receipt at hand.`
      : `If this is your only address, ask the office of ${school.name} to add it. Have your student code or receipt at hand.`;
  const notYou = "You did not ask for this? Then nothing has happened, and you can ignore this mail.";
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview="This address is not known yet: whom to ask.">
        <MailTitle>We do not know this address</MailTitle>
        <MailText>{what}</MailText>
        <MailText>{other}</MailText>
        <MailText>{ask}</MailText>
        <MailText soft>{notYou}</MailText>
      </MailLayout>,
    ),
    text: mailText(school, [what, other, ask, notYou]),
  };
}
