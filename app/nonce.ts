import { createContext } from "react";

/**
 * The page's nonce while the server renders it. The root's data holds it too, for the browser; but a page whose root found
 * no school has no data, and its styles and scripts would be blocked.
 */
export const NonceContext = createContext<string | undefined>(undefined);
