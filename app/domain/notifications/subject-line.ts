/**
 * A subject as one line: names and titles may hold a line break (a cell of a spreadsheet does), which a mail's header cannot
 * and for which a vendor refuses the whole mail; so it does for half a pair, left where a long name was cut.
 */
export const subjectLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();
