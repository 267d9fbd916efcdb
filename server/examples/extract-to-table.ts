import { type Example, edges } from "./example.ts";

const tableTemplate = `| Name | Place | Profession |
| --- | --- | --- |
{% for person in list.people %}| {{ person.name }} | {{ person.place }} | {{ person.profession }} |
{% endfor %}`;

export const extractToTable: Example = {
  key: "extract-to-table",
  name: "Extract to table",
  description: "Extracts people from a text as JSON that fits a schema, and writes them as a table.",
  uses: [],
  graph: () => ({
    schema: 1,
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "A text about people",
        config: {
          fields: [
            {
              name: "text",
              kind: "text",
              title: "Text",
              default:
                "Anna Berg is a nurse from Oslo. Tom Lee is a carpenter from Leeds. Ivo Rossi is a teacher from Turin.",
            },
          ],
        },
      },
      extract: {
        type: "structured-output",
        version: 1,
        title: "Read the people",
        config: {
          model: { provider: "default", model: "" },
          instructions: "Extract the people from this text.",
          schema: {
            type: "object",
            properties: {
              people: {
                type: "array",
                maxItems: 10,
                items: {
                  type: "object",
                  properties: {
                    name: { type: "string" },
                    place: { type: "string" },
                    profession: { type: "string" },
                  },
                  required: ["name", "place", "profession"],
                },
              },
            },
            required: ["people"],
          },
          temperature: 0,
          maxTokens: 600,
        },
      },
      table: { type: "template", version: 1, title: "Write the table", config: { template: tableTemplate } },
      output: {
        type: "output",
        version: 1,
        title: "Table and data",
        config: {
          fields: [
            { name: "table", kind: "text", title: "Table" },
            { name: "people", kind: "json", title: "Data" },
          ],
        },
      },
    },
    edges: edges(pairs),
    layout,
  }),
};

const pairs = [
  ["ask.text", "extract.text"],
  ["extract.json", "table.list"],
  ["table.text", "output.table"],
  ["extract.json", "output.people"],
] as const;

const layout = {
  positions: {
    ask: { x: 0, y: 0 },
    extract: { x: 330, y: 0 },
    table: { x: 660, y: 0 },
    output: { x: 990, y: 130 },
  },
  groups: {},
  notes: {
    what: {
      x: 0,
      y: -266,
      width: 578,
      height: 226,
      text: "## Extract to table\nA language model extracts data: the **schema** asks for a list of people, each with a name, a place and a profession.\n\nWith the built-in model the answer always fits the schema, because a grammar constrains every token of it.",
    },
    template: {
      x: 660,
      y: -266,
      width: 578,
      height: 226,
      text: "## From data to text\n**Write the table** is a Liquid template. `{% for person in list.people %}` repeats a line for each person. Its variable `list` became an input port the moment it was typed.\n\nThe output carries the table for people and the JSON for programs.",
    },
    try: {
      x: 0,
      y: 270,
      width: 578,
      height: 164,
      text: "### Try this\n- Paste a text of your own with people, jobs and places.\n- Add a field to the schema and a column to the template.",
    },
  },
};
