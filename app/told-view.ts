import type { NoticeState } from "#domain/notifications/session-notices";
import { whenText } from "#kernel/time";

import { notInvitedText } from "./not-invited-words";
import { paths } from "./paths";
import type { Told } from "./ui/told-card";

type Heard = {
  at: Date;
  reason: string | null;
  students: { studentId: string; name: string; code: string; state: NoticeState }[];
};

/** Who has heard of a change, in words; `news` is what changed: "New time". */
export function toldView(news: string, { at, reason, students }: Heard, zone: string): Told {
  const count = (state: NoticeState) => students.filter((one) => one.state === state).length;
  return {
    title: `${news}: who has heard`,
    text: `${whenText(at, zone)}${reason ? ` · ${reason}` : ""}`,
    counts: [
      { label: "Opened in Hub", count: count("read"), tone: "good" },
      { label: "Mailed", count: count("sent"), tone: "good" },
      { label: "On its way", count: count("underway"), tone: "neutral" },
      { label: "Not reached", count: count("unreached"), tone: "danger" },
      { label: "Not invited yet", count: count("not_invited"), tone: "attention" },
    ],
    notInvited: notInvitedText(count("not_invited")),
    unreached: students
      .filter((one) => one.state === "unreached")
      .map((one) => ({ href: paths.student(one.studentId), label: `${one.name} ${one.code}` })),
  };
}
