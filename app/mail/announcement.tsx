import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type AnnouncementMail = {
  school: MailSchool;
  /** The batch or the class it is for. */
  about: string;
  /** Who wrote it. */
  from: string;
  message: string;
  homeUrl: string;
};

/** What staff wrote to a batch or a class, as they wrote it. */
export function renderAnnouncement({ school, about, from, message, homeUrl }: AnnouncementMail): RenderedMail {
  const subject = `About ${about.slice(0, 60)}`;
  const who = `${from} wrote to everybody in ${about}:`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={message}>
        <MailTitle>{subject}</MailTitle>
        <MailText>{who}</MailText>
        <MailText>{message}</MailText>
        <MailButton school={school} href={homeUrl}>
          See your next classes
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [who, message, `See your next classes:\n${homeUrl}`]),
  };
}
