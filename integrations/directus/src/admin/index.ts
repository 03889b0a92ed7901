/** The operation in the editor of flows. */
export const operations = [
  {
    id: 'driftscape-living-photo',
    name: 'Make a living photo',
    icon: 'motion_photos_on',
    description: 'Makes looping videos of photos, or retries failed ones',
    overview: ({ files }: { files?: string }) => [{ label: 'Photos', text: files ?? '' }],
    options: [
      {
        field: 'files',
        name: 'Photos',
        type: 'string',
        meta: {
          width: 'full',
          interface: 'input',
          required: true,
          note: 'Ids of files: {{$trigger.key}} of an upload, {{$trigger.body.keys}} of selected files',
        },
      },
    ],
  },
];
