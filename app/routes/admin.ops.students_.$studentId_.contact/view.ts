import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { whenText } from "#kernel/time";
import type { StudentContact } from "#domain/audit/student-page/get-student-contact";

import { paths } from "../../paths";
import type { ContactView } from "./screen";

type Seen = { zone: string; actor: Actor; school: string; home: string };

/** How a student is reached; WhatsApp only where they agreed to it. */
export function contactView(contact: StudentContact, { zone, actor, school, home }: Seen): ContactView {
  const name = contact.preferredName ?? contact.fullName;
  return {
    student: contact.fullName,
    code: contact.code,
    back: paths.student(contact.id),
    addresses: contact.addresses.map((one) => ({
      email: one.email,
      text: [
        one.isPrimary ? "Mail goes here" : "Second address",
        one.verifiedAt ? `verified ${whenText(one.verifiedAt, zone)}` : "not verified yet: no sign-in by it so far",
      ].join(", "),
    })),
    phone: contact.phone,
    whatsapp: !contact.phone
      ? { href: null, text: "No number is known." }
      : contact.whatsappConsent
        ? { href: whatsappLink(contact.phone, greeting(name, school, home)), text: greeting(name, school, home) }
        : { href: null, text: "Has not agreed to be written to on WhatsApp." },
    values: {
      phone: contact.phone ?? "",
      city: contact.city ?? "",
      stateOrRegion: contact.stateOrRegion ?? "",
      whatsappConsent: contact.whatsappConsent ? "yes" : "",
    },
    version: String(contact.version),
    cannotChange: can(actor, "student.update") === true ? null : "Your role may look, and not change it.",
  };
}

const greeting = (name: string, school: string, home: string): string =>
  `Hello ${name}, this is ${school}. Your classes are here: ${home}`;

/** Opens WhatsApp with the text typed and not sent. */
const whatsappLink = (phone: string, text: string): string =>
  `https://wa.me/${phone.replaceAll(/\D/g, "")}?text=${encodeURIComponent(text)}`;
