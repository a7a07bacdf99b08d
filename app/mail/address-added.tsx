import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type AddressAddedMail = {
  school: MailSchool;
  /** "as•••@example.in": enough to know one's own by, and no stranger's address. */
  masked: string;
  profileUrl: string;
};

/** Goes to the address a student is known by when the office lets another one sign in too. */
export function renderAddressAdded({ school, masked, profileUrl }: AddressAddedMail): RenderedMail {
  const subject = `Another address can now sign in at ${school.name}`;
  const what = `The office of ${school.name} added the address ${masked} to your account. From now on a sign-in code sent there opens your account too.`;
  const yours = "Your mails keep coming to this address. There is nothing to do.";
  const notYou = `You did not ask for this? Tell ${school.name} today, so that it is taken off again.`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={`${masked} opens your account too.`}>
        <MailTitle>Another address opens your account</MailTitle>
        <MailText>{what}</MailText>
        <MailText>{yours}</MailText>
        <MailText>
          <strong>{notYou}</strong>
        </MailText>
        <MailButton school={school} href={profileUrl}>
          See your addresses
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [what, yours, notYou, `See your addresses:\n${profileUrl}`]),
  };
}
