import { MailButton, MailCode, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type SignInCodeMail = {
  school: MailSchool;
  /** Six digits. */
  code: string;
  validMinutes: number;
  /** Opens a page with a button: a mail scanner that follows it signs nobody in. */
  link: string | null;
};

/**
 * The code stands first in the text, digits together, so that phones and people find it. It is not in the subject:
 * subjects are stored and shown to staff, codes never are.
 */
export function renderSignInCode({ school, code, validMinutes, link }: SignInCodeMail): RenderedMail {
  const subject = `Your sign-in code for ${school.name}`;
  const lasts = `It works once, for ${validMinutes} minutes, in the browser that asked for it.`;
  const notYou =
    "You did not ask for this? Ignore this mail: without the code nobody gets in. Never read it out to anybody.";
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={`${code} is your code.`}>
        <MailTitle>Your sign-in code</MailTitle>
        <MailCode>{code}</MailCode>
        <MailText>{lasts}</MailText>
        {link ? (
          <MailButton school={school} href={link}>
            Sign in
          </MailButton>
        ) : null}
        <MailText soft>{notYou}</MailText>
      </MailLayout>,
    ),
    text: mailText(school, [
      `${code} is your code to sign in to ${school.name}.`,
      lasts,
      link ? `Or open this link in the same browser:\n${link}` : null,
      notYou,
    ]),
  };
}
