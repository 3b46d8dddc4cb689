"""Phrases that tell what a citizen's response is about, by the codebook (section 3) and common Indonesian.

They stand in plain Indonesian: slang is made plain before they are looked for. Commas part the phrases of a group;
``*`` takes any ending, ``~`` skips up to two words, ``|`` parts words of which one may stand.
"""

from __future__ import annotations

CUES: dict[str, str] = {
    "positive": """
        muantab, uapik*, bagus*, mantap*, keren*, hebat, terbaik, top, apik*, good, great, nice, love,
        memuaskan, puas, luar biasa, bravo, sangat membantu, terbantu*, membantu, bermanfaat, berguna,
        memudahkan, mempermudah, lengkap, praktis, canggih, mudah digunakan, ramah, responsif, profesional,
        cepat dan, sukses*, salut, bangga, senang, suka, setuju, hormat, apresiasi, inovatif, akurat, rapi,
        nyaman, berjalan dengan baik, hebring, jos, sip, oke, istimewa, sempurna, cakep, cihuy, joss,
        ciamik, sigap, tanggap, gercep, cekatan, sabar melayani, informatif, efektif, efisien,
        terpercaya, aman terkendali, bersih, teratur, tertib, makin baik, semakin baik, lebih cepat, cepat
        sekali, lancar*, tepat waktu, mendukung, dukung*, mempercepat, solutif, worth, recommended, helpful,
        excellent, amazing, kece
    """,
    "thanks": """
        terima kasih, makasih, matur suwun, matur nuwun, suwun, nuwun, hatur nuhun, nuhun, thanks, thank
        you, salut, tetap semangat, semangat, semangat terus, apresiasi, bravo, jasa, kerja keras*, jerih
        payah*, pahlawan, selamat bertugas, selamat bekerja, terbantu*, salam hormat, bangga, kamsia,
        syukron, jazakallah*, terimakasih, thankyou, respect, acungan jempol, dua jempol, jempol, proud,
        maju terus, sukses selalu, lanjutkan, kereen
    """,
    "cheer": "👍 💪 ❤ 😍 👏 🙌 🥰 😇 😊 🎉",
    "sad": "😢 😭 😡 😠 🤬 😤 😞 🙄 😩 😒 👎 😔",
    "prayer": """
        semoga ~ sehat, semoga ~ kesehatan, semoga ~ sembuh, semoga allah, ya allah, amin, alhamdulillah,
        insya allah, bismillah, sehat selalu, sehat sehat, jaga kesehatan, lekas sembuh, cepat sembuh, turut
        berduka, patuhi, diberi|diberikan ~ kekuatan|kesehatan|keselamatan, doa, berkah, tetap patuh*, mari,
        ayo, yuk, tuhan, masya allah, subhanallah, innalillahi, turut prihatin, semoga lekas, semoga cepat ~
        sembuh, semoga ~ lancar, semoga ~ amanah, semoga ~ aman, semoga ~ selamat, panjang umur,
        tetap jaga, jaga diri, jaga jarak
    """,
    "negative": """
        jelek*, buruk*, parah, payah, kecewa*, mengecewakan, bodoh*, goblok, tolol, bego,
        lengah, tidak|kurang jelas, aneh, percuma, sia sia, tidak guna, tidak berguna, tidak becus,
        kesal, jengkel, marah, malas, capek, hadeh*, aduh*, heran, ngaco, amburadul, kacau, brengsek, omong
        kosong, bohong, pembohong, pencitraan, mempersulit, menyulitkan, merepotkan, membingungkan,
        menyesal, menyusahkan, masa, mending, gagal, lebih enak, tidak|kurang
        bagus|memuaskan|maksimal|optimal|layak|baik|ramah|adil|peduli, malah, doang, sekelas,
        dasar, memalukan, hancur, rusak, lelah, sengsara, korupsi, korup, stress, emosi, prihatin,
        menyedihkan, menjijikkan, memprihatinkan, keterlaluan, kebangetan, ngawur, asal asalan, abal abal,
        tidak bermutu, busuk, bobrok, lemah, lalai, teledor, semena mena, seenaknya, sembarangan,
        sombong, jutek, judes, galak, kasar, tidak sopan, tidak ramah, tidak profesional, pilih kasih, tidak
        konsisten, tidak masuk akal, janji doang, janji manis, gimmick, cari muka, buang buang, pemborosan,
        mubazir, tidak membantu, tidak bermanfaat, tidak ada gunanya, gunanya apa, worst, bad, useless,
        trash, stupid, mengesalkan, ngecewain*, nyebelin, menyebalkan, bikin
        kesal|emosi|repot|susah|pusing|bingung, tambah
        parah, makin parah, semakin parah, makin buruk, semakin ~ buruk, tidak ada perubahan, begitu begitu
        saja, tidak ada kemajuan, tidak bisa diandalkan, tidak recommended, kapok, ogah, astaga,
        astagfirullah, ampun
    """,
    "unpraised": """
        jauh dari kata|harapan|ekspektasi|memuaskan|layak|bagus|baik|sempurna|maksimal|standar, jauh
        dari yang|apa ~
        diharapkan, tidak|kurang sesuai ~ harapan|ekspektasi|omongan|janji|kenyataan, kurang greget, tidak
        ngaruh, tidak berpengaruh, tidak ada manfaat*, tidak terasa, tidak merasakan, belum terasa, belum
        maksimal, tidak sebagus, tidak secepat, tidak semudah, bukannya membaik, bukan prestasi
    """,
    "relief": """
        tidak sesulit, tidak seribet, tidak serumit, tidak selambat, tidak selemot, tidak ada masalah,
        tidak ada kendala, tanpa kendala|hambatan|rumit|antri|antre|pungutan|masalah,
        tidak sampai ~ menit|jam|sejam, tidak pakai|pake lama, tidak menyesal, tidak nyesal, tidak nyesel,
        tidak menyangka, tidak nyangka, tidak|tanpa perlu|harus ~ antri|antre|datang ~ lagi, bebas
        rumit|pungli|antri, anti rumit|antri, akhirnya
    """,
    "lasting": """
        setahun*, sebulan*, seminggu*, berhari hari, bertahun*, berbulan*, berminggu*, dari
        kemarin|dulu|jaman|zaman|tahun|bulan|minggu|senin|pagi|tadi|semalam, sudah lama, sejak
        kemarin|dulu|tahun|bulan|minggu|lama, sampai sekarang|detik|hari, tiap
        hari|malam|hujan|tahun|kali|pagi|buka, setiap hari|malam|hujan|tahun|kali|buka, lagi lagi, sudah ~
        bulan|minggu|tahun|kali, melulu, terus terusan, terus menerus, bolak balik, ratusan kali, berkali*
    """,
    "hardship": """
        susah*, sulit*, ribet*, rumit*, repot*, lama banget|sekali|amat, lelet, lambat, bertele tele,
        berbelit*, kesulitan, kesusahan, dipersulit, bertele*, bolak balik, mumet, pusing, lama sekali,
        terlalu lama
    """,
    "question": """
        apa, apakah, apa benar, apaan, kapan, kapankah, di mana, dimana, dimanakah, mana, bagaimana, gimana,
        berapa, siapa, bisakah, adakah, bolehkah, kenapa, mengapa, kok, tanya, bertanya, mau tanya, mohon
        info*, minta info*, info dong, maksudnya, bisa tidak, boleh tidak, ada tidak, cara daftar, cara ~
        bagaimana, bagaimana cara*, kalau mau tahu, kalau boleh tahu, benarkah, mohon penjelasan*, mohon
        petunjuk, mohon dijawab, termasuk tidak, wajib tidak, apa sudah, apa masih, apa harus, bisa ~ tidak
        sih|ya|min|pak|bu, boleh ~ tidak, bisa min, bisa kah, kemungkinan tidak, permisi, ijin bertanya,
        izin bertanya, mau tahu, benar tidak, wajib, syaratnya apa, caranya, apakah bisa, apa bisa, apa
        boleh, apa perlu, perlukah, haruskah, di manakah, ke mana, kemana, kapan lagi, kapan buka, kapan
        dibuka, jam berapa, buka jam, alamatnya, lokasinya, dimana lokasi*, hari apa, tanggal berapa,
        biayanya berapa, berapa biaya*, gratis tidak, nomor ~ berapa, kontak*, bagaimana ya, bagaimana
        prosedur*, prosedurnya, minta nomor*, ada ~ kah, masihkah, sudahkah, siapakah, berapakah, mau nanya,
        nanya, numpang tanya, yang mana, maksudnya apa, artinya apa, apa itu, itu apa, apa saja, ngurusnya,
        syarat ~ apa, info* ~ dong, spill
    """,
    "asks_help": """
        mohon bantuan*, mohon petunjuk, mohon info*, minta tolong, bantu saya, mohon penjelasan*, permisi,
        maaf mau
    """,
    "why_not": """
        kok|kenapa|mengapa ~ tidak|belum|malah|masih, kapan ~ selesai|diperbaiki|ditangani|dibenahi, sampai
        kapan, sampai sekarang, sampai saat ini, masa ~ tidak|harus|sudah, padahal, buat|untuk apa,
        mana ~ janji*, bagaimana sih, apa sih, apaan sih, ke mana saja, kemana saja, bagaimana ini, kapan ~
        dibalas|dijawab|selesainya|jadinya|beresnya, kok ~ lama|susah|sulit|begini|begitu|error, kenapa ~
        susah|sulit|lama|error|begini|gagal, mana ~ buktinya|hasilnya|realisasinya|tindakannya, sudah ~
        bulan|minggu|tahun ~ belum, bertahun tahun, berminggu minggu, dari kemarin, dari dulu, dari tahun,
        berkali kali, berulang kali, terus terusan, lagi lagi, tiap hari ~ begini
    """,
    "suggestion": """
        saran*, usul*, sebaiknya, seharusnya, harusnya, mestinya, hendaknya, alangkah, lebih baik, semoga ke
        depan*, ke depannya, ditambah*, tambah*, diperbanyak, perbanyak, tingkatkan,
        ditingkatkan, dikembangkan, kembangkan, disosialisasikan, sosialisasikan, perlu ada, perlu di*,
        harus ada, harus lebih, agar, supaya, biar, andai*, mohon untuk, mohon agar, tolong lebih, mohon
        disediakan, mohon diadakan, mohon diberi*, mohon dibuat*, tolong disiapkan, tolong disediakan,
        tolong dibuat*, tolong diadakan, jangan sampai, jangan hanya, jangan cuma, mbok, semoga makin,
        semoga lebih, bagaimana kalau, apa tidak sebaiknya, masukan, berharap, harapan, saya harap,
        diharapkan, penyempurnaan, sempurnakan, gencar*, semoga bisa, semoga ada, lebih ditingkatkan, semoga
        segera, mungkin bisa, kalau bisa, diadakan, buatkan*, adakan, dong buat, sebaik nya, alangkah
        baiknya, alangkah lebih, bagusnya, baiknya, idealnya, lebih bagus kalau, akan lebih, kalau boleh
        saran, usulan, masukan ~ saja, mohon ditambah*, tolong ditambah*, mohon diperbanyak, mohon
        ditingkatkan, mohon dipertimbangkan, pertimbangkan, mohon diprioritaskan, prioritaskan, perlu
        diadakan, perlu ditambah, perlu sosialisasi, perlu peningkatan, perlu pengawasan, ditertibkan,
        tertibkan, awasi, perketat, pertegas, semoga dapat, semoga pemerintah, semoga ~
        ditambah|diperbanyak|ditingkatkan|dibangun, bikin ~ dong, buat ~ dong, ditunggu ~ fitur, next,
        request, coba ~ dibuat, coba ~ diadakan, ayo ~ dibuat, gimana kalau
    """,
    "repair": """
        perbaiki*, diperbaiki, perbaikan, benahi, dibenahi, dibenarkan, dibetulkan, tolonglah,
        tolong, fix
    """,
    "advice": """
        lapor saja, lapor ke, lapor via, lapor lewat, lapor di, laporkan ke, laporin*, coba ~ lapor, kamu,
        anda, elu, lu, kalian, bisa lapor, bisa dicoba, coba lagi, coba ~ lewat, pastikan, pakai saja, cek
        saja, daftar pada, saran ku, survei, undangan, kunjungi, mari kita, jangan lupa, simak, silakan,
        silahkan, ajukan ke, hubungi, follow, cek ~ di, langsung saja ke, datang saja, tanya saja, telepon
        saja, hubungi saja, laporkan saja, bisa lewat, bisa melalui, bisa hubungi, setahu saya,
        sepengetahuan saya, kak, gan, sis, om, nder
    """,
    "crash": """
        error*, bug*, lemot, lelet, loading*, blank, crash, force close, keluar sendiri, log out, logout,
        hang, menutup sendiri, stuck, trouble*, layar putih, layar hitam, server*, down,
        maintenance, gangguan, mental, closed, lag, dead, bugnya, eror*, ngehang, freeze, tidak
        respon, tidak merespon, keluar terus, terpental, force, white screen, black screen, muter terus,
        muter muter, berputar*, buffering, timeout, time out, bad gateway, not found, internal server,
        jaringan sibuk, sedang sibuk, sistem sibuk, berat, ngelag, delay, lambat, lola
    """,
    "access": """
        tidak|belum bisa ~
        masuk|login|daftar|dibuka|buka|diakses|akses|dipakai|pakai|digunakan|install|instal|unduh|download,
        tidak|belum dapat ~ masuk|login|dibuka|diakses|digunakan|dipasang|diunduh|dipakai|diinstall, gagal ~
        login|masuk|daftar|verifikasi|aktivasi, susah|sulit|kesusahan|kesulitan ~
        login|masuk|daftar|diakses|akses|dibuka, gagal terus, gagal melulu, selalu gagal, gagal lagi, tidak
        bisa di*, tidak bisa masuk, tidak bisa daftar, tidak ditemukan, tidak muncul, tidak keluar, tidak
        terbaca, tidak terdeteksi, otp, kode verifikasi, kode verif, lupa password, lupa pin, lupa kata
        sandi, kata sandi, password, username, ganti hp, ganti nomor, sandi, kosong, tidak sesuai, sudah
        terdaftar, tidak terdaftar, hilang, tidak tersimpan, ulang terus, tidak masuk, bisa diketik, tidak
        ada pilihan, tidak|belum bisa ~
        verifikasi|aktivasi|registrasi|submit|upload|unggah|kirim|scan|lanjut|update, tidak|belum bisa ~
        dihubungi|dicetak|cetak|disimpan|simpan|ganti|ubah|edit|diedit|dilanjutkan|terbuka|dioperasikan|diklik|dipilih,
        gagal ~ upload|unggah|registrasi|kirim|simpan|memuat|koneksi|download|instal|install, data tidak,
        nik tidak, nik sudah, email tidak, otp*, kode otp, kode tidak, sms tidak, reset, pin, captcha, face
        recognition, verifikasi wajah, selfie, liveness, tidak valid, invalid, salah terus, tidak cocok,
        tidak update, tidak support, tidak kompatibel, tidak tersedia, selalu salah, selalu kembali, loading
        terus, tidak lengkap
    """,
    "app": """
        aplikasi*, apk*, app, apps, website*, web, situs*, laman, sistem*, fitur*, akun*, login,
        update*, upgrade, versi, android, iphone, ios, playstore, play store, app store, install*,
        instal*,
        uninstall, unduh, download*, email, scan, barcode, qr, kode qr, bintang, rating, menu, tampilan,
        interface, ui, formulir, notifikasi, developer, pengembang, cctv, gps, halaman, klik, link, tombol,
        online, profil, hp, portal, dashboard, platform, digital, user, e, super app, jaki, sp n,
        mobile, smartphone, laptop, komputer, browser, chrome, beta, versi lama, versi baru, server, data
        diri, registrasi
    """,
    "procedure": """
        ribet*, rumit*, berbelit*, harus datang, tetap harus, harus juga, tetap ~ datang, harus ke kantor,
        harus ke, ke kantor*, kantornya, datang ke, bolak balik, mondar mandir, syarat*, persyaratan*,
        berkas*, fotokopi*, fotocopy*, legalisir, birokrasi*, prosedur*, aturan*, mempersulit, dipersulit,
        tidak logis, yang logis, tidak masuk akal, ujung ujungnya, sama saja, manual, offline, antri*,
        antre*, dibatasi, domisili, surat pengantar, cetak, verifikasi ke, disuruh, suruh, merepotkan,
        swafoto, khusus warga, hanya untuk, langsung datang, tidak praktis, dipingpong, ke kecamatan, ke
        kelurahan, ke dukcapil, ke disdukcapil, datang langsung, datang lagi, harus pulang, harus balik,
        harus bawa, harus print, harus difotokopi, masih harus, tetap saja harus, mengantri, mengantre,
        ngantre*,
        antrian panjang, antrean panjang, nomor antri*, materai, meterai, rt rw, alur*, tahapan*, langkah ~
        banyak, syarat ~ banyak, banyak ~ syarat, berkas ~ banyak, dokumen ~ banyak, tidak efisien, tidak
        efektif, tidak fleksibel, hanya warga, cuma untuk, harus domisili, ktp ~ luar, rumit, kerja dua
        kali, percuma online, online tapi
    """,
    "unanswered": """
        tidak|belum ada
        tanggapan|respon|jawaban|balasan|kabar|info|kelanjutan|panggilan|tindakan|solusi|kejelasan,
        tidak|belum di* tanggapi, tidak|belum
        direspon|dibalas|dijawab|ditanggapi|digubris|diangkat|ditindak|ditindaklanjuti, tidak|belum
        diproses|diverifikasi|ditangani|dikerjakan,
        tidak|belum ditindak lanjuti*, tidak|belum di verifikasi, tidak|belum di respon, tidak|belum di
        tanggapi, tidak|belum di balas, dibiarkan, didiamkan, diabaikan, dicuekin, cuek*, respon* ~ lama,
        lama ~ respon*, lama ~ dijawab, slow respon*, robot, tidak ada yang bisa, sudah ditutup, ditutup
        otomatis, tiada aksi, tidak ada aksi, tidak ada gebrakan, tidak ada tindak lanjut, tindak lanjut*,
        tanpa solusi, segera di reply, di reply, dibalas dong, kapan ditindak*, tidak pernah ada, tidak
        kunjung, berbulan bulan, bulan lalu, tidak update, belum update, tunggu berbulan*, menunggu lama,
        disuruh tunggu, belum keluar, belum dapat, belum jadi, sampai sekarang belum, tidak|belum ada ~
        tindak lanjut|perbaikan|perubahan|petugas|hasil|progres|realisasi|penanganan|konfirmasi|follow,
        tidak|belum
        diperbaiki|dibenahi|selesai|dibetulkan|dikonfirmasi|difollow|direspons|ditolong|dilayani|diurus,
        tidak|belum
        diperhatikan|disentuh|dikunjungi|datang|terealisasi,
        tidak pernah ~ dibalas|direspon|dijawab|ditanggapi|diangkat|datang|diperbaiki, diam saja, diam diam
        saja, bungkam, tutup mata, tutup telinga, cuma dibaca, dibaca doang, read doang, fast respon ~ dong,
        tidak mau ~ bantu|menjelaskan|tahu, lamban*, lelet pelayanan, kerja lambat, pelayanan ~
        lambat|lama|buruk|jelek, petugas ~ tidak|kurang|lambat|lama|jutek|judes|galak, tidak tahu apa apa,
        tidak kompeten, kurang tanggap, kurang responsif, tidak responsif, tidak tanggap, tidak sigap,
        penanganan ~ lambat|lama, proses ~ lama, menunggu ~ bulan|minggu|lama|tahun, nunggu ~
        bulan|minggu|lama|tahun
    """,
    "officers": """
        petugas*, pegawai*, staf*, staff*, cs, customer service, call center, hotline, admin*, aparat*,
        pejabat*, oknum*, sdm, pelayanan*, layanan*, lurah*, camat*, rt, rw, satpol, dinas,
        laporan*, lapor*, aduan*, pengaduan*, keluhan*, loket*, manajemen*, kinerja*, tanggapan*,
        respon*,
        jam kerja, kurang orang, operator*, polisi, dishub, disdukcapil, dukcapil, kelurahan,
        kecamatan, pemkot, pemda, kepala dinas, kadis, pns, asn, karyawan, pelayan*, jaga loket, penanganan,
        birokrat*
    """,
    "collaboration": """
        kurang koordinasi, tidak ada koordinasi, dipingpong,
        koordinasi*, kordinasi*, tidak sinkron*, sinkron*, singkron*, beda data, data* ~ beda, beda ~ data,
        kok beda, beda beda, berbeda, tidak sama dengan, tidak klop, lempar*, dilempar*, dioper*, saling
        lempar, pusat dan daerah, data pusat, dipusat, lintas sektor*, antar instansi, antarinstansi, antar
        dinas, satu data, tumpang tindih, tidak terintegrasi, mana yang benar, yang benar yang mana, versi
        pusat, data nasional, pingpong, ping pong, saling menyalahkan, bukan wewenang*, bukan kewenangan*,
        wewenang siapa, kewenangan siapa, tanggung jawab siapa, disuruh ke ~ disuruh, diarahkan ke ~ lagi,
        beda instansi, beda dinas, antar opd, lintas opd, ego sektoral, belum terintegrasi, belum terhubung,
        belum sinkron, datanya beda, data tidak sama, tidak satu suara, masing masing dinas, mana yang valid
    """,
    "awareness": """
        tidak|kurang|belum|minim sosialisasi, kurang disosialisasikan, tidak disosialisasikan, harusnya ~
        sosialisasi, tidak tahu, baru tahu, tidak ada info*, tidak ada informasi, kurang info*, informasi ~
        tidak|kurang jelas, tidak transparan, kurang transparan, lebih transparan, transparan*, simpang
        siur, membingungkan, dirahasiakan, tidak diberi tahu, diberi tahu, penyuluhan, tidak merata, tidak
        paham, tidak mengerti, kurang jelas, bingung, belum tahu, tidak pernah tahu, tidak pernah dengar,
        baru dengar, banyak yang ~ tidak|belum tahu, banyak ~ tidak tahu, warga tidak tahu, tidak ada
        pemberitahuan, tanpa pemberitahuan, tanpa sosialisasi, tidak ada sosialisasi, tidak ada pengumuman,
        tidak diumumkan, tidak diinfokan, kurang informasi, minim informasi, informasi simpang, tidak jelas
        informasi*, info tidak jelas, kurang sosialisasi*, kurang gencar, belum merata, mendadak, tiba tiba,
        edukasi dong, sosialisasi dong
    """,
    "infrastructure": """
        sinyal*, jaringan*, internet, wifi, koneksi, blank spot, jalan rusak, jalan berlubang, lampu mati,
        lampu jalan, lampu ~ padam, cctv mati, rusak, mati lampu, listrik padam, air mati, fasilitas*,
        sarana*, prasarana*, penuh, tidak punya, tidak ada lahan, lahan, parit*, drainase, saluran, trotoar,
        tambah cctv, tidak ada cctv, tidak punya hp, kursi, ruang tunggu, gedung, toilet, sinyal ~
        hilang|jelek|susah, tidak ada sinyal, jalan ~ rusak|berlubang|hancur|gelap, gelap gulita, lampu ~
        mati|rusak|padam, pju, lubang, bolong*, aspal, jembatan ~ rusak, banjir terus, mesin ~ rusak,
        alat ~ rusak,
        server ~ penuh, belum ada ~ lampu|sinyal|cctv|jalan|wifi, tidak ada ~ lampu|fasilitas|tempat|wifi,
        wifi mati, wifi ~ lambat, tidak punya android|smartphone|hp|kuota, kuota internet, gaptek, parkir ~
        sempit, sempit, kurang alat, rs penuh
    """,
    "security": """
        data ~ bocor, bocor*, data ~ dicuri, data ~ disalahgunakan, disalahgunakan data, penipuan, penipu*,
        ditipu*, menipu, phishing, hack*, diretas, retas, takut ~ data, tidak aman, identitas pelapor,
        pinjol, keamanan data, privasi, anonim, diancam, intimidasi, ditekan, data ~ dijual, dijual data*,
        kebocoran, disebar*, nik ~ dipakai, data pribadi ~ aman, takut ~ disalahgunakan, takut ditipu,
        penyalahgunaan, modus, scam, nomor tidak dikenal, teror, hacker, dibobol, bobol, kena tipu, phising
    """,
    "budget": """
        anggaran*, apbn, apbd, dana*, didanai, tidak ada dana, biaya*, pungli*, pungutan liar, uang pelicin,
        dipungut, dimintai uang, minta uang, diminta bayar, bayar calo, calo*, mahal*, duit*, suap*, sogok*,
        triliunan, miliaran, pungutan, uang rokok, uang administrasi, ada uang, pakai uang, harus bayar,
        disuruh bayar, kok bayar, kenapa bayar, diminta uang, dimintai, tarif ~ mahal, kemahalan, boros,
        menghamburkan, kurang dana, dana ~ kurang, anggaran ~ kurang, miliar, triliun, gratifikasi, nyogok
    """,
    "message": """
        info*, informasi*, sosialisasi*, posting*, konten*, admin*, min, mimin, update ~ data,
        data*, publikasi*, dipublikasi*, umumkan, diumumkan, pengumuman, transparan*, penjelasan*, jelaskan,
        jawab*, dijawab, dibalas, balas*, tanggapan*, respon*, berita*, hoaks, humas, sebar*, feed,
        story, caption, infografis, jadwal*, penyuluhan
    """,
    "digital": """
        aplikasi*, website*, web, situs*, laman, portal, fitur*, akun, login, playstore, play store,
        app store, otp, password, barcode, qr, kode qr, cctv, server, sp n, jaki, e ktp digital, ktp
        digital, identitas digital, qris, super app, daftar online, online, sistem online, dashboard,
        chatbot, call center, whatsapp center
    """,
    "communication": """
        info, informasi*, sosialisasi*, disosialisasikan, posting*, diposting, konten*, caption, infografis,
        publikasi*, dipublikasi*, umumkan, diumumkan, pengumuman*, pemberitahuan*, diinfokan, transparan*,
        penjelasan*, jelaskan, dijelaskan, berita*, hoaks, humas, media sosial, update data, data ~
        update|beda|mana, data*, admin ~ jawab|balas|respon, tidak|belum dijawab|dibalas|direspon, respon,
        tanggapan*, balas*, edukasi*, kampanye*, siaran*, penyuluhan*
    """,
    "named": """
        data ~ bocor, bocor*, kebocoran, data ~ dicuri, data ~ disalahgunakan, penyalahgunaan, penipuan,
        diretas, hacker, scam,
        data ~ dijual, pungli*, pungutan liar, uang pelicin, calo*, minta uang, dimintai uang, diminta uang,
        suap*, sogok*,
        tidak ada dana, tidak|kurang|belum|minim sosialisasi, kurang disosialisasikan, tidak
        disosialisasikan, tanpa sosialisasi,
        tidak ada sosialisasi, baru tahu, tidak ada info*, tidak ada informasi, tidak ada pemberitahuan,
        tidak pernah tahu,
        warga tidak tahu, banyak yang ~ tidak|belum tahu, belum merata, dilempar*, saling lempar,
        dioper*, dipingpong,
        tidak sinkron*, tidak ada koordinasi, kurang koordinasi, tumpang tindih, beda data, tidak
        terintegrasi, tidak ada sinyal,
        sinyal ~ hilang|jelek|susah, lampu mati, lampu ~ mati|rusak|padam, jalan ~
        rusak|berlubang|hancur|gelap, cctv mati,
        gelap gulita, tidak punya hp, tidak punya android|smartphone|hp|kuota
    """,
    "but": "tapi, tetapi, cuma, hanya saja, namun, sayangnya, sayang, meski*, walau*, padahal, bukannya",
    "thirdparty": """
        warga, masyarakat, orang orang, kerumunan, tetangga, pedagang, anak anak, pasien, kita, prokes,
        masker
    """,
}
