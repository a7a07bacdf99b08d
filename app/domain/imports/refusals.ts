import { declareRefusals, refuse } from "#kernel/refusal";

export const { specs: importRefusals, refuse: refuseImport } = declareRefusals({
  "import.file_missing": { kind: "invalid", message: "Choose the file to read." },
  "import.file_too_large": {
    kind: "invalid",
    message: "A file may have at most 10 MB. Remove columns Hub does not read, or split it in two.",
  },
  "import.workbook": {
    kind: "invalid",
    message:
      "This is a workbook, not a CSV, whatever its name says. In the spreadsheet choose Save as or Download, then CSV, and send that.",
  },
  "import.not_text": {
    kind: "invalid",
    message:
      "This file is not text, so it is no CSV. In the spreadsheet choose Save as or Download, then CSV, and send that.",
  },
  "import.empty": { kind: "invalid", message: "This file is empty. Nothing was read." },
  "import.no_rows": { kind: "invalid", message: "There are no rows below the header, so there is nothing to import." },
  "import.quotes": {
    kind: "invalid",
    message:
      "A quotation mark in this file is opened and never closed, so its rows cannot be told apart. Save it as CSV once more.",
  },
  "import.too_many_rows": {
    kind: "invalid",
    message: "A file may have at most 50,000 rows. Split it, and import the parts one after the other.",
  },
  "import.state": {
    kind: "conflict",
    message: "This import is in another state now, so that is no longer possible. Look again, then decide.",
  },
  "import.changed": {
    kind: "conflict",
    message: "Somebody worked on this import since you opened it. Nothing was done: look again, then decide.",
  },
  "import.page_used": {
    kind: "conflict",
    message:
      "A choice from this page was planned already and stands under Imports. Nothing was done now: to plan this one too, press again.",
  },
  "import.outdated": {
    kind: "conflict",
    message: "The school changed since this preview was made, so it is computed anew. Look at it again, then apply it.",
  },
  "import.nothing": {
    kind: "refused",
    message: "Nothing in this import would change anything, so there is nothing to apply.",
  },
  "import.no_classes": { kind: "invalid", message: "No class is on these days, so there is nothing to move." },
  "import.erased": {
    kind: "refused",
    message: "The file of this import was erased after 30 days. Upload it again to go on.",
  },
  "import.undo_over": {
    kind: "refused",
    message: "An import can be undone for 24 hours after it was applied. Change its rows one by one.",
  },
});

/** A class came to stand in the way between the look and the write: the chunk is looked at again, and its row is told. */
export const placeTaken = {
  sessions_host_overlap: refuse("conflict"),
  sessions_trainer_overlap: refuse("conflict"),
};
