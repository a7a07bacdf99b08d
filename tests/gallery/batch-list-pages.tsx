import type { ReactElement } from "react";

import { listFrame } from "#app/list-frame";
import { batchList } from "#domain/batches/list-batches";

import { BatchesScreen } from "../../app/routes/admin.ops.batches._index/screen";
import type { BatchesView, ListedBatch } from "../../app/routes/admin.ops.batches._index/screen";
import { NewBatchScreen } from "../../app/routes/admin.ops.batches.new/screen";
import { raga } from "./world";
import { around, people, hosts } from "./batch-world";

const asked = batchList.parse(new URLSearchParams());

const row = (given: Partial<ListedBatch> & Pick<ListedBatch, "id" | "code" | "name">): ListedBatch => ({
  href: `/admin/ops/batches/${given.id}`,
  course: "Cloud engineering on AWS",
  state: { word: "Active", tone: "good" },
  owner: "Priya Nair",
  trainer: "Nila Varghese",
  starts: "Mon 2 Nov",
  seats: { text: "118 of 120", tone: "neutral" },
  next: { href: "/admin/ops/sessions/1", text: "Mon 23 Nov, 7:30 pm", title: "VPC and subnets" },
  ...given,
});

const list: BatchesView = {
  exportForm: { action: "/admin/ops/batches/export", unavailable: null },
  frame: listFrame(batchList, asked, "/admin/ops/batches", "?after=x"),
  fields: [
    { kind: "search", name: "q", label: "Code or name", value: "" },
    {
      kind: "select",
      name: "state",
      label: "State",
      value: "",
      any: "Not over",
      options: [{ value: "active", label: "Active" }],
    },
    { kind: "select", name: "course", label: "Course", value: "", any: "All courses", options: [] },
    {
      kind: "select",
      name: "owner",
      label: "Owner",
      value: "mine",
      any: "As usual",
      options: [
        { value: "anyone", label: "Anyone" },
        { value: "mine", label: "Mine" },
      ],
    },
  ],
  batches: [
    row({ id: "1", code: "AWS-14", name: "Weekday evenings" }),
    row({
      id: "2",
      code: "GENAI-03",
      name: "Weekend mornings for people who work in the week",
      state: { word: "Forming", tone: "info" },
      seats: { text: "60 of 60", tone: "attention" },
      starts: "Sat 5 Dec (tentative)",
      trainer: null,
      next: null,
    }),
    row({
      id: "3",
      code: "DEVOPS-09",
      name: "Terraform",
      owner: null,
      seats: { text: "43 of 42", tone: "danger" },
      next: { href: "/admin/ops/sessions/2", text: "Now, until 9:00 pm", title: "State and backends" },
    }),
  ],
  count: "3 batches on this page",
  mine: true,
  create: "/admin/ops/batches/new",
  unplaced: {
    label: "2 students have no place since their batch was cancelled",
    href: "/admin/ops/batches/unplaced",
  },
};

export const batchListPages: Record<string, ReactElement> = {
  batches: <BatchesScreen {...around} view={list} />,
  "batches-none": (
    <BatchesScreen {...around} tenant={raga} view={{ ...list, batches: [], unplaced: null, create: null }} />
  ),
  "batch-new": (
    <NewBatchScreen
      {...around}
      choices={{ courses: [{ id: "9", name: "Cloud engineering on AWS" }], owners: people, trainers: people, hosts }}
      sentBack={{
        errors: [
          { field: "code", message: "Another batch has this code." },
          { field: "capacity", message: "Give a whole number of seats." },
        ],
        typed: { code: "AWS-14", name: "Weekday evenings" },
      }}
    />
  ),
};
