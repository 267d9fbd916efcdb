/** What the box takes on: the attributes that tie it to the list, and the note below it. */
export type BoxState = {
  aria?: {
    "aria-autocomplete": "list";
    "aria-haspopup": "listbox";
    "aria-controls"?: string;
    "aria-activedescendant"?: string;
    "aria-invalid"?: true;
  };
  noteId?: string;
};
