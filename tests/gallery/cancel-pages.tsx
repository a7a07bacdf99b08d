import type { ReactElement } from "react";

import { listFrame } from "#app/list-frame";
import { unplacedList } from "#domain/transfers/list-unplaced";

import { CancelScreen } from "../../app/routes/admin.ops.batches.$batchId_.cancel/screen";
import type { CancelView } from "../../app/routes/admin.ops.batches.$batchId_.cancel/screen";
import { UnplacedScreen } from "../../app/routes/admin.ops.batches.unplaced/screen";
import type { UnplacedView } from "../../app/routes/admin.ops.batches.unplaced/screen";
import { around, people } from "./batch-world";

const cancel: CancelView = {
  code: "AWS-14",
  back: "/admin/ops/batches/1",
  version: "7",
  unavailable: null,
  consequences: [
    "3 students leave AWS-14 and are mailed where they are now.",
    "22 classes to come are cancelled.",
    "Nobody pays for it, and it cannot be undone.",
  ],
  candidates: [
    {
      id: "a",
      code: "AWS-15",
      name: "Weekend mornings",
      state: { word: "Active", tone: "good" },
      free: 2,
      starts: "Sat 7 Nov",
      held: 12,
      coming: 24,
    },
    {
      id: "b",
      code: "AWS-16",
      name: "Weekday evenings",
      state: { word: "Forming", tone: "info" },
      free: 0,
      starts: "Not set",
      held: 0,
      coming: 0,
    },
  ],
  students: [
    ["1", "Asha Rao", "MD-1001", "a", "hears 1 class again, no clash"],
    ["2", "Joseph Kurien", "MD-1077", "a", "hears 1 class again, no clash"],
    ["3", "Meera Krishnan", "MD-1042", "", "No seat left without a clash"],
  ].map(([id, name, code, proposed, why]) => ({
    field: `place-${id}`,
    name: name!,
    code: code!,
    proposed: proposed!,
    why: why!,
    options: [
      { value: "a", label: "AWS-15: hears 1 class again" },
      { value: "b", label: "AWS-16: hears 13 classes again, full" },
    ],
  })),
  owners: people,
  ownerId: "1",
  dueOn: "2026-11-30",
};

const unplaced: UnplacedView = {
  exportForm: { action: "/admin/ops/batches/unplaced/export", unavailable: "Your role may look, and not export." },
  frame: listFrame(unplacedList, unplacedList.parse(new URLSearchParams()), "/admin/ops/batches/unplaced", null),
  mine: false,
  today: "2026-11-23",
  rows: [
    {
      id: "0192f3a4-5b6c-7d8e-9f01-234567890123",
      version: "1",
      href: "/admin/ops/students/1",
      name: "Meera Krishnan",
      code: "MD-1042",
      course: "Cloud engineering on AWS",
      from: "AWS-14",
      why: "Too few students",
      ownerId: "1",
      owner: "Nila Varghese",
      dueOn: "2026-11-20",
      due: "Fri 20 Nov",
      late: true,
      open: ["AWS-17"],
    },
    {
      id: "0192f3a4-5b6c-7d8e-9f01-234567890124",
      version: "2",
      href: "/admin/ops/students/2",
      name: "Joseph Kurien",
      code: "MD-1077",
      course: "Cloud engineering on AWS",
      from: "AWS-14",
      why: null,
      ownerId: "",
      owner: null,
      dueOn: "2026-11-30",
      due: "Mon 30 Nov",
      late: false,
      open: [],
    },
  ],
  owners: people,
  flash: null,
};

export const cancelPages: Record<string, ReactElement> = {
  "batch-cancel": <CancelScreen {...around} view={cancel} sentBack={null} />,
  "batch-cancel-stale": (
    <CancelScreen
      {...around}
      view={cancel}
      sentBack={{
        typed: { reason: "Too few students", "place-3": "a" },
        errors: [
          {
            field: null,
            message:
              "Meera Krishnan came into the batch since this plan was made. Nothing was changed: look at the places again.",
          },
          {
            field: "place-3",
            message: "AWS-15 has 2 seats left, which others of this plan take. Choose another, or no place.",
          },
        ],
      }}
    />
  ),
  unplaced: <UnplacedScreen {...around} view={unplaced} sentBack={null} />,
  "unplaced-none": <UnplacedScreen {...around} view={{ ...unplaced, rows: [] }} sentBack={null} />,
};
