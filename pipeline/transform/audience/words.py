"""Words that tell a place from an office, and whom a text addresses (codebook, section 5)."""

from __future__ import annotations

from types import MappingProxyType


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MARKERS = MappingProxyType(
    {"kecamatan": "kecamatan", "kec": "kecamatan", "kelurahan": "kelurahan", "kel": "kelurahan"},
)
"""Words before a name that say which level it has."""
TITLES = MappingProxyType({"camat": "kecamatan", "sekcam": "kecamatan", "lurah": "kelurahan", "sekel": "kelurahan"})
"""Offices that bear the name of what they govern."""
OFFICES = _set("""
    camat lurah sekcam sekel seklur sekretaris kasi kasie kasubag kasubbag kepala plt plh staf staff aparatur jajaran
    pemerintah pemkel pemkec ketua pengurus pkk pamor kader taruna lpm forum fkrw linmas satlinmas satpol babinsa
    bhabinkamtibmas bimaspol danramil kapolsek kapus keluarga segenap ppid pengelola tim pejabat mewakili perwakilan
    forkopimcam korlap admin seksi unsur
    """)
"""Before a name they make it an office's, which counts only when nothing else is named."""
INSTITUTIONS = _set("""
    polsek koramil puskesmas pasar stasiun terminal smpn sman sdn smp sma sd tk masjid gereja kua uptd upt samsat dapil
    kampus klinik
    """)
"""Houses that bear the name of their place, told of like offices."""
LOCATIVES = _set("""
    di ke wilayah lingkungan halaman kantor aula ruang pendopo plaza lapangan bertempat lokasi berlokasi tempat rw rt
    warga masyarakat pemuda penduduk tingkat sekitar seputar kawasan update kampung
    """)
"""Before a name they make it a place where something happens or is offered."""
STREETS = _set("""
    jl jln jalan raya gang gg jembatan flyover underpass tol kali sungai situ waduk danau bendungan pantai perum rsud
    tpst tpa
    """)
"""Before a name they make it an address or a house of the whole city, which counts only when the gazetteer holds it."""
PERSONS = _set("bapak ibu bpk pak bu sdr sdri saudara saudari almarhum almarhumah alm")
"""Directly before a name they make it a person's."""
ESTATES = _set("residence residences regency estate parahyangan permai village apartemen mall hotel square group")
"""Directly after a name and written large they make it that of an estate, a house or a firm."""
OTHER_CITIES = _set("""
    jakarta bogor depok tangerang bandung karawang purwakarta subang cianjur sukabumi garut tasikmalaya ciamis cirebon
    indramayu majalengka sumedang kuningan serang cilegon pandeglang lebak semarang surakarta solo magelang pekalongan
    tegal brebes pemalang cilacap banyumas purwokerto kebumen purworejo wonosobo kendal demak kudus jepara pati rembang
    boyolali klaten sukoharjo wonogiri sragen yogyakarta sleman bantul surabaya sidoarjo gresik malang kediri blitar
    madiun jember banyuwangi situbondo probolinggo pasuruan mojokerto jombang lamongan tuban bojonegoro denpasar badung
    gianyar mataram kupang medan deliserdang padang pekanbaru batam jambi palembang bengkulu lampung pontianak
    banjarmasin banjarbaru samarinda balikpapan palangkaraya makassar manado palu kendari gorontalo ambon jayapura
    """)
"""Cities and regencies elsewhere: where two of them follow a name, all three stand in a list."""
CITY_WORDS = MappingProxyType({"kota": "", "kabupaten": "kabupaten", "kab": "kabupaten"})
COMPASS = _set("daya laut")
"""After "Barat" or "Timur" they make it a direction of the wind."""
NO_NAME = _set("""
    se kota kabupaten kab provinsi kecamatan kec kelurahan kel desa dusun kampung rt rw jl jalan merah sehat siaga
    tangguh sayang cantik layak ramah bersih mandiri keren berprestasi lain ini itu kami kita dan yang di pada untuk
    dengan dalam dari ke oleh bagi agar serta saat akan telah sudah dapat kembali terus siap jadi sesuai seperti
    setempat masing tahun bulan tingkat wilayah sekota sekecamatan sekabupaten dapil rkpd zona terpadu terbaik
    terinovatif unggulan percontohan anugerah anugrah lomba juara bersama berhasil berupaya berkomitmen menghadiri
    mengikuti menggelar menerima menjadi meraih mengajak mengimbau monitoring gelar hadiri ikuti raih dengar terima
    buka sambut bahas pantau tinjau penyusunan pelaksanaan penilaian peringatan pelantikan sosialisasi musyawarah
    jakarta senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september
    oktober november desember
    """)
"""Words that never continue a name after a marker: "Koperasi Kelurahan Merah Putih" names no kelurahan."""

GENERAL, WARD = "general", "ward"
_GROUPS = {
    "civil_servants": """
        asn pns pppk p3k cpns pegawai aparatur korpri e_kinerja ekinerja honorer lhkpn
        kepala_sekolah perangkat_daerah sipil_negara kepegawaian briefing brifing minggon uji_kompetensi
        core_value core_values ber_akhlak berakhlak staf apel
    """,
    "youth": """
        pelajar siswa siswi murid remaja pemuda pemudi mahasiswa santri paskibra pramuka anak_anak anak_sekolah
        generasi_muda peserta_didik anak_muda hari_anak forum_anak hak_anak putra_putri calon_siswa sekolah
    """,
    "women": """
        pkk perempuan wanita kaum_ibu ibu_ibu ibu_hamil ibu_bayi sayang_ibu hari_ibu kwt dharma_wanita ibu_rumah bunda
        muslimat
    """,
    "small_firms": """
        umkm pedagang pkl koperasi petani peternak nelayan pembudidaya perajin pengrajin ikm wirausaha usahawan kopdes
        pelaku_usaha pelaku_ekraf kelompok_tani tempat_usaha kaki_lima pokdakan poktan gapoktan
    """,
    "elderly_disabled": """
        lansia disabilitas difabel pensiunan tunanetra tuli lanjut_usia npci paralympic paragames
    """,
}
AUDIENCES = (GENERAL, WARD, *_GROUPS)
"""The values of the codebook."""
GROUP_WORDS = MappingProxyType(
    {tuple(word.split("_")): group for group, words in _GROUPS.items() for word in words.split()},
)
"""The groups by the words that name them, one or two in a row."""
WEAK = frozenset([("aparatur",), ("staf",), ("pegawai",), ("pkk",), ("sekolah",), ("bunda",), ("berakhlak",)])
"""Words that mostly tell who acts; they name the audience only where they are addressed or open the text."""
ADDRESSING = _set("""
    bagi untuk kepada para halo hallo hai hi yuk ayo ajak mengajak mengundang mengimbau menghimbau imbau himbau dihimbau
    diimbau peserta pelatihan sosialisasi pembinaan penerima bantu membantu dukung mendukung khususnya seluruh pertemuan
    penertiban menertibkan ikuti terima bantuan berikan sasaran lindungi layanan buat wahai calon
    """)
"""Shortly before a group they say that it is spoken to, or that something is offered to it."""
ACTING = _set("""
    bersama didampingi oleh dihadiri turut mewakili ketua dipimpin melibatkan libatkan dari diikuti hadir pengurus kader
    dibantu menggandeng gandeng beserta serta segenap unsur giat jajaran
    """)
"""Shortly before a group they say that it acts."""
