package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.store.DtabStore;
import io.dtabd.store.InMemoryDtabStore;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract finds stores that break it: each here breaks it in one way. */
class ContractProofTest {

  /** The contract as a store's test has it, which nobody but this test runs. */
  private static final class OfATalkativeStore extends DtabStoreContract {
    @Override
    protected DtabStore open() {
      return new TalkativeStore(new InMemoryDtabStore(Map.of(), InstantSource.system()));
    }
  }

  @Test
  void storeThatTellsOfOtherNamespacesIsFound() throws Exception {
    var contract = new OfATalkativeStore();
    contract.openStore();
    try {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(contract::observersAreNotToldOfOtherNamespaces)
          .withMessageContaining("told of nothing else");
    } finally {
      contract.closeAndClean();
    }
  }

  @Test
  void storeThatTellsOfEachWriteThatTheListChangedIsFound() throws Exception {
    var contract = new OfATalkativeStore();
    contract.openStore();
    try {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(contract::observersOfTheListAreTold)
          .withMessageContaining("not with every put");
    } finally {
      contract.closeAndClean();
    }
  }
}
