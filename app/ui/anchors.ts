/** The id of the support card, so that "Ask for help" can lead to it on any page. */
export const supportAnchor = "support";
