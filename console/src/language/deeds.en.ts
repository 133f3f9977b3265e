/** What every change of something says. */
export const deeds = {
  confirmed: 'Yes, do it',
  cancel: 'Cancel',
  notDone: 'Not everything was done',
  typeToConfirm: (word: string) => `Type ${word} to confirm`,
}
