import type { ReactElement } from "react";

import { AnnounceScreen } from "../../app/routes/admin.ops.batches.$batchId_.announce/screen";
import { around } from "./batch-world";

const announce = {
  announcementId: "0192f3a4-5b6c-7d8e-9f01-234567890123",
  sessionId: "",
  to: "AWS-14",
  about: "Weekday evenings",
  back: { label: "Back to AWS-14", href: "/admin/ops/batches/1" },
  unavailable: null,
  reach:
    "115 students read it: in Hub, and by mail. 1 student is not invited yet and gets no mail: tell them yourself. 2 more have a place and are paused, suspended or over.",
  button: "Send to 115 students",
  sent: [
    {
      id: "1",
      text: "Bring your laptop on Monday, we set up the lab together.",
      when: "Fri 20 Nov, 4:12 pm IST, Nila Varghese",
      told: 115,
      notInvited: 1,
      mailed: 115,
      read: 12,
    },
  ],
  flash: null,
};

export const announcePages: Record<string, ReactElement> = {
  announce: <AnnounceScreen {...around} view={announce} sentBack={null} />,
};
