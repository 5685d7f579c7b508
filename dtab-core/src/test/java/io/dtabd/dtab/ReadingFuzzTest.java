package io.dtabd.dtab;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads noise, and what is left of good and bad texts after some edits. */
class ReadingFuzzTest {

  private static final int TEXTS = 50_000;

  @Test
  void noiseIsSound() {
    Cases.each(TEXTS, texts -> Reading.isSound(texts.noise(60)));
  }

  @Test
  void noiseWhereATreeMayStandIsSound() {
    Cases.each(TEXTS, texts -> Reading.isSound("/a =>" + texts.noise(40)));
  }

  @Test
  void editedTextsAreSound() {
    Cases.each(TEXTS, texts -> Reading.isSound(texts.nearly(texts.dtab())));
  }

  @Test
  void anEditedCorpusIsSound() {
    List<String> corpus =
        FuzzCorpusTest.texts().stream().filter(text -> text.length() < 1_000).toList();
    Cases.each(TEXTS, texts -> Reading.isSound(texts.nearly(texts.oneOf(corpus))));
  }
}
