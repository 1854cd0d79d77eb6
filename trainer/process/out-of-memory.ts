/** The last words of a process that its watchdog kills for the memory it takes. */
export const OUT_OF_MEMORY = 'This process takes more memory than it may.';
