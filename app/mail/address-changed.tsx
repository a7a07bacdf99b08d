import { mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type AddressChangedMail = {
  school: MailSchool;
  /** "as•••@example.in": enough to know one's own by, and no stranger's address. */
  masked: string;
  /** Whether the address this goes to still opens the account. */
  opensStill: boolean;
};

/** Goes to the address a student was known by when the office gives them another one. */
export function renderAddressChanged({ school, masked, opensStill }: AddressChangedMail): RenderedMail {
  const subject = `Your address at ${school.name} was changed`;
  const what = `The office of ${school.name} changed the address of your account. Your mails and sign-in codes go to ${masked} from now on.`;
  const here = opensStill
    ? "A sign-in code sent to this address opens your account as before."
    : "This address no longer opens your account.";
  const notYou = `You did not ask for this? Tell ${school.name} today, so that it is put right.`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={`Your mails go to ${masked} from now on.`}>
        <MailTitle>Your address was changed</MailTitle>
        <MailText>{what}</MailText>
        <MailText>{here}</MailText>
        <MailText>
          <strong>{notYou}</strong>
        </MailText>
      </MailLayout>,
    ),
    text: mailText(school, [what, here, notYou]),
  };
}
