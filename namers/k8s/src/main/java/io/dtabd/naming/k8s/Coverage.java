package io.dtabd.naming.k8s;

/** How far a part of the cluster is known: a namespace, or all of it. */
record Coverage(Reading services, Reading endpoints) {

  static final Coverage NONE = new Coverage(new Reading.Begun(), new Reading.Begun());

  static Coverage failed(String reason) {
    var failed = new Reading.Failed(reason);
    return new Coverage(failed, failed);
  }

  /** Of what is wanted, the reading without which nothing is known. */
  Reading decisive(ReadPlan readPlan) {
    return switch (readPlan.collections()) {
      case SERVICES -> services;
      case SERVICES_AND_ENDPOINTS -> endpoints;
    };
  }
}
