import type { Field } from "../read/columns";

/** One row is one class; what it says of its batch makes the batch where there is none. */
export const calendarFields: readonly Field[] = [
  {
    key: "batch",
    label: "{Batch} code",
    required: true,
    aliases: ["batch", "cohort", "cohortcode", "batchname", "batchno", "group"],
  },
  {
    key: "course",
    label: "Course",
    hint: "Code or name; needed where the {batch} is new",
    aliases: ["subject", "module", "coursecode", "coursename"],
  },
  {
    key: "number",
    label: "Class number",
    hint: "The surest key of a class",
    aliases: ["no", "number", "classno", "sessionno", "session", "lesson", "serial", "srno"],
  },
  { key: "title", label: "Title", aliases: ["topic", "topics", "classtitle", "sessiontitle", "about", "agenda"] },
  { key: "day", label: "Day", required: true, day: true, aliases: ["date", "on", "classdate", "sessiondate"] },
  { key: "time", label: "Time", required: true, aliases: ["start", "starttime", "at", "classtime", "from", "timing"] },
  {
    key: "minutes",
    label: "Minutes",
    hint: "120 where nothing is said",
    aliases: ["duration", "length", "mins", "durationminutes"],
  },
  {
    key: "trainer",
    label: "Trainer",
    hint: "Name or e-mail of a member of staff",
    aliases: ["teacher", "instructor", "faculty", "mentor"],
  },
  { key: "host", label: "Host account", aliases: ["zoomaccount", "account", "zoom", "host"] },
  {
    key: "link",
    label: "Meeting id or link",
    hint: "Sealed as it is read",
    aliases: ["meetingid", "meetinglink", "zoomlink", "zoomid", "link", "joinlink", "url", "meeting"],
  },
  {
    key: "capacity",
    label: "Capacity",
    hint: "Of a new {batch}; 50 where nothing is said",
    aliases: ["seats", "size", "batchsize", "max"],
  },
  {
    key: "studentEmails",
    label: "Student e-mails",
    hint: "Parted by semicolons or blanks; each gets a place in the {batch}",
    aliases: ["students", "studentemail", "emails", "attendees", "participants", "learners"],
  },
];
