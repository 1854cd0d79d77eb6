/** Why a file is not used, as a clause about it: "is damaged: its layer conv1 is missing". */
export class CannotBeUsed extends Error {}
