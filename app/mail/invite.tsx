import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type InviteMail = {
  school: MailSchool;
  /** As the student is called. */
  name: string;
  /** The sign-in page. No address in it: links are forwarded, and stand in histories. */
  loginUrl: string;
};

/** The first mail a student gets: whose school this is, what Hub is, one way in, and whom to ask. */
export function renderInvite({ school, name, loginUrl }: InviteMail): RenderedMail {
  const subject = `Your classes at ${school.name}`;
  const hello = `Hello ${name},`;
  const what = `${school.name} now runs your classes in Hub. It shows your next class with its button to join, every date ahead, and your plan.`;
  const how =
    "Sign in with the address this mail came to. We mail you six digits each time, so there is no password to remember.";
  const notYou = `You are not a student of ${school.name}? Then somebody typed a wrong address. Ignore this mail, or tell the school below.`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview="Your next class, its dates and how to join, in one place.">
        <MailTitle>Your classes are in Hub</MailTitle>
        <MailText>{hello}</MailText>
        <MailText>{what}</MailText>
        <MailButton school={school} href={loginUrl}>
          Sign in
        </MailButton>
        <MailText>{how}</MailText>
        <MailText soft>{notYou}</MailText>
      </MailLayout>,
    ),
    text: mailText(school, [hello, what, `Sign in:\n${loginUrl}`, how, notYou]),
  };
}
