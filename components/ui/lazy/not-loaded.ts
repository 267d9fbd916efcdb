/** Said when a script of the page that is needed only now cannot be fetched. */
export const notLoaded =
  "This part of the page could not be loaded. Check the connection. If Patchbay was just updated, reload the page.";
