package io.dtabd.cli;

/** A dentry as the API's JSON has it. */
record DentryText(String prefix, String dst) {}
