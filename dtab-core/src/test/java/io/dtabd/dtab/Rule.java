package io.dtabd.dtab;

/** The five things that can be read from a text, here and in Finagle. */
enum Rule {
  PATH,
  PREFIX,
  TREE,
  DENTRY,
  DTAB;

  Object read(String text) {
    return switch (this) {
      case PATH -> Path.read(text);
      case PREFIX -> Prefix.read(text);
      case TREE -> NameTree.read(text);
      case DENTRY -> Dentry.read(text);
      case DTAB -> Dtab.read(text);
    };
  }

  String show(String text) {
    return switch (this) {
      case PATH -> Path.read(text).show();
      case PREFIX -> Prefix.read(text).show();
      case TREE -> NameTree.show(NameTree.read(text));
      case DENTRY -> Dentry.read(text).show();
      case DTAB -> Dtab.read(text).show();
    };
  }

  /** The printed form that keeps every digit. */
  String exact(String text) {
    return switch (this) {
      case PATH -> Path.read(text).show();
      case PREFIX -> Prefix.read(text).show();
      case TREE -> NameTree.text(NameTree.read(text));
      case DENTRY -> Dentry.read(text).text();
      case DTAB -> new Dtab(Dtab.read(text).dentries()).text();
    };
  }

  Object finagleRead(String text) {
    return switch (this) {
      case PATH -> Finagle.path(text);
      case PREFIX -> Finagle.prefix(text);
      case TREE -> Finagle.tree(text);
      case DENTRY -> Finagle.dentry(text);
      case DTAB -> Finagle.dtab(text);
    };
  }

  String finagleShow(String text) {
    return switch (this) {
      case PATH -> Finagle.showPath(text);
      case PREFIX -> Finagle.showPrefix(text);
      case TREE -> Finagle.showTree(text);
      case DENTRY -> Finagle.showDentry(text);
      case DTAB -> Finagle.showDtab(text);
    };
  }

  String make(DtabTexts texts) {
    return switch (this) {
      case PATH -> texts.path();
      case PREFIX -> texts.prefix();
      case TREE -> texts.tree();
      case DENTRY -> texts.dentry();
      case DTAB -> texts.dtab();
    };
  }
}
